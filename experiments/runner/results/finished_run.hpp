// What an earlier `bench run` left behind, read again. Nothing here writes.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

struct FinishedRun {
  std::filesystem::path folder;
  Json summary;
  std::optional<Json> manifest;  ///< nothing where only the summary was kept
};

/// `path` is a run's folder or the summary.json in it. Throws UsageError, one line that names the
/// file, if there is no summary of a version this program knows.
FinishedRun read_finished_run(const std::filesystem::path& path);

/// The files of the run's single runs, in the order in which they ran; none if they were not kept.
std::vector<std::filesystem::path> run_files(const std::filesystem::path& folder);

}  // namespace dispatchbench::runner
