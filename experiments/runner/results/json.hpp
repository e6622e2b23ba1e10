// JSON as this program uses it: objects keep the order in which they were written.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "base/command_line.hpp"

namespace dispatchbench::runner {

using Json = nlohmann::ordered_json;

/// The file's content. Throws UsageError, one line that names the file and the place, if it cannot
/// be read, is not JSON or has the same key twice.
Json read_json(const std::filesystem::path& path);

/// The number at `key` of an object; nothing if there is none.
std::optional<double> number_at(const Json& object, const std::string& key);

/// The value, or null.
template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// A string without its quotes, nothing for null, anything else as JSON writes it.
std::string plain_text(const Json& value);

/// Whether two values are equal, whatever the order of their keys.
bool same_content(const Json& a, const Json& b);

/// Of every file in results/schema.
constexpr int schema_version = 1;

/// What is wrong with the content's version, as "has schema_version 2, expected 1"; nothing if
/// nothing is.
std::optional<std::string> wrong_version(const Json& content);

/// As read_json; a UsageError too if it is of another version.
Json read_result_file(const std::filesystem::path& path);

/// What `use` makes of the file's content. What it looks for there and does not find is a
/// UsageError that names the file.
template <class Use>
auto as_written(const std::filesystem::path& path, Use use) {
  try {
    return use();
  } catch (const Json::exception& error) {
    throw UsageError("{}: not as bench run writes it: {}", path.string(), error.what());
  }
}

/// A result file whose content is a T.
template <class T>
T read_as(const std::filesystem::path& path) {
  const Json content = read_result_file(path);
  return as_written(path, [&] { return content.get<T>(); });
}

}  // namespace dispatchbench::runner
