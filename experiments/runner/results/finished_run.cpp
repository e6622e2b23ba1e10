#include "experiments/runner/results/finished_run.hpp"

#include "experiments/runner/results/result_file.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

/// A file of another kind deserves another word than a summary that is broken.
bool looks_like_a_summary(const Json& content) {
  return content.contains("strategies") && content.at("strategies").is_array() &&
         content.contains("machine");
}

Summary read_summary(const fs::path& file) {
  const Json content = read_result_file(file);
  if (!looks_like_a_summary(content) || content.contains("spec")) {
    throw UsageError(fmt::format("{}: expected a summary.json of bench run", file.string()));
  }
  return as_written(file, [&] { return content.get<Summary>(); });
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
  FinishedRun run{folder, read_summary(is_file ? path : folder / "summary.json"), std::nullopt};
  if (fs::is_regular_file(folder / "manifest.json")) {
    run.manifest = read_manifest(folder / "manifest.json");
  }
  return run;
}

}  // namespace dispatchbench::runner
