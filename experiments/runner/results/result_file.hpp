// Files of results, read again: whole and of the version that this program writes, or refused.
#pragma once

#include <filesystem>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// Of every file in results/schema.
constexpr int schema_version = 1;

/// What is wrong with the content's version, as "has schema_version 2, expected 1"; nothing if
/// nothing is.
std::optional<std::string> wrong_version(const Json& content);

/// Throws UsageError, one line that names the file, if it cannot be read, is not JSON, or is of
/// another version.
Json read_result_file(const std::filesystem::path& path);

/// What `use` makes of the file's content. What it looks for there and does not find is a
/// UsageError that names the file.
template <class Use>
auto as_written(const std::filesystem::path& path, Use use) {
  try {
    return use();
  } catch (const Json::exception& error) {
    throw UsageError(
        fmt::format("{}: not as bench run writes it: {}", path.string(), error.what()));
  }
}

}  // namespace dispatchbench::runner
