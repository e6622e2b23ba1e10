#include "experiments/runner/results/result_file.hpp"

namespace dispatchbench::runner {

std::optional<std::string> wrong_version(const Json& content) {
  const Json version = content.is_object() ? content.value("schema_version", Json()) : Json();
  if (version == schema_version) return std::nullopt;
  if (!version.is_number_integer()) return "has no schema_version";
  return fmt::format("has schema_version {}, expected {}", version.dump(), schema_version);
}

Json read_result_file(const std::filesystem::path& path) {
  Json content = read_json(path);
  if (const auto wrong = wrong_version(content)) {
    throw UsageError(
        fmt::format("{}: {}; measure it again, or read it with the bench that wrote it",
                    path.string(), *wrong));
  }
  return content;
}

}  // namespace dispatchbench::runner
