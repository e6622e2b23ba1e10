// What an earlier `bench run` left behind, read again. Nothing here writes.
#pragma once

#include <filesystem>
#include <optional>

#include "experiments/runner/results/manifest.hpp"
#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

struct FinishedRun {
  std::filesystem::path folder;
  Summary summary;
  std::optional<Manifest> manifest;  ///< nothing where only the summary was kept
};

/// `path` is a run's folder or the summary.json in it. Throws UsageError, one line that names the
/// file, if there is no summary of a version this program knows.
FinishedRun read_finished_run(const std::filesystem::path& path);

}  // namespace dispatchbench::runner
