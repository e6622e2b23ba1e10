// JSON as this program uses it: objects keep the order in which they were written.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace dispatchbench::runner {

using Json = nlohmann::ordered_json;

/// The file's content. Throws UsageError, one line that names the file and the place, if it cannot
/// be read, is not JSON or has the same key twice.
Json read_json(const std::filesystem::path& path);

/// The file's content, or nothing if it is missing or not JSON.
std::optional<Json> try_read_json(const std::filesystem::path& path);

/// The number at `key` of an object; nothing if there is none.
std::optional<double> number_at(const Json& object, const std::string& key);

/// The number, or null.
Json or_null(std::optional<double> number);

/// A string without its quotes, nothing for null, anything else as JSON writes it.
std::string plain_text(const Json& value);

/// Whether two values are equal, whatever the order of their keys.
bool same_content(const Json& a, const Json& b);

}  // namespace dispatchbench::runner
