#include "experiments/runner/results/finished_run.hpp"

#include <fmt/format.h>

#include "experiments/runner/results/manifest.hpp"
#include "experiments/runner/results/result_file.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

bool looks_like_a_summary(const Json& content) {
  return content.contains("experiment") && content.contains("machine") &&
         content.contains("strategies") && content.at("strategies").is_array();
}

/// results/schema/summary.schema.json in short: what every reader of a summary relies on.
void check_summary(const Json& summary) {
  summary.at("experiment").get_ref<const std::string&>();
  summary.at("machine").get_ref<const Json::object_t&>();
  for (const Json& row : summary.at("strategies")) {
    row.at("name").get_ref<const std::string&>();
    row.at("point").get_ref<const Json::object_t&>();
    for (const char* figure : {"requests_per_second", "bytes_per_second"}) {
      row.at(figure).at("values").get_ref<const Json::array_t&>();
    }
  }
}

Json read_summary(const fs::path& file) {
  Json summary = read_result_file(file);
  if (!looks_like_a_summary(summary)) {
    throw UsageError(fmt::format("{}: expected a summary.json of bench run", file.string()));
  }
  as_written(file, [&] { check_summary(summary); });
  return summary;
}

}  // namespace

FinishedRun read_finished_run(const fs::path& path) {
  const bool is_file = fs::is_regular_file(path);
  const fs::path folder = is_file ? path.parent_path() : path;
  if (!is_file && !fs::is_regular_file(folder / "summary.json")) {
    throw UsageError(
        fmt::format("{}: expected the folder of a bench run, with its summary.json, or that file",
                    path.string()));
  }
  Json summary = read_summary(is_file ? path : folder / "summary.json");
  std::optional<Json> manifest;
  if (fs::is_regular_file(folder / "manifest.json"))
    manifest = read_manifest(folder / "manifest.json");
  return {folder, std::move(summary), std::move(manifest)};
}

}  // namespace dispatchbench::runner
