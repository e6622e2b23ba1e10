// The folder that holds what one `bench run` found, and nothing half-written at any moment:
// manifest.json, runs/NNN-<round>-<name>.json, summary.json, table.txt.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "experiments/runner/results/manifest.hpp"
#include "experiments/runner/results/run.hpp"
#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

class ResultsFolder {
 public:
  enum class Purpose { change, read };

  /// A folder that exists. Throws UsageError if it holds no manifest, or is to be changed and
  /// cannot be written.
  static ResultsFolder open(const std::filesystem::path& folder, Purpose purpose = Purpose::change);

  /// Makes it, for runs. Throws UsageError if it cannot be written or holds anything already.
  static ResultsFolder create(const std::filesystem::path& folder);

  /// Before runs go on in a folder that exists: removes what a killed bench has left there. Throws
  /// UsageError if another bench is at work there.
  void take_over();

  const std::filesystem::path& path() const noexcept { return path_; }

  /// For the logs and reports of the run under way.
  std::filesystem::path work() const { return path_ / "work"; }
  void remove_work() const noexcept;

  Manifest manifest() const;
  /// Also makes room for the runs: without a manifest the folder counts as empty.
  void write_manifest(const Manifest& manifest) const;
  void write_summary(const Summary& summary, std::string_view table) const;

  /// Nothing if the run has not finished yet. Throws UsageError that names the file if it is not
  /// whole, of another version, or another run's.
  std::optional<MeasuredRun> read_run(const RunId& id) const;
  void write_run(const MeasuredRun& run) const;

 private:
  explicit ResultsFolder(std::filesystem::path path) : path_(std::move(path)) {}

  void lock();

  std::filesystem::path path_;
  Descriptor lock_;  // ends with this process, however it ends
};

/// $DISPATCHBENCH_RESULTS, or standard_results().
std::filesystem::path results_root();

/// The runs that are kept with the experiments.
std::filesystem::path reference_root();

/// `folder` for people: from the folder that they are in, if it lies below that.
std::string from_here(const std::filesystem::path& folder);

/// <results_root>/<experiment>/<local time>, with a number if that is taken.
std::filesystem::path new_run_path(const std::string& experiment);

/// Makes <results_root>/<experiment>/latest a link to `run` in one step, if it lies beside that.
void point_latest_at(const std::filesystem::path& run, const std::string& experiment);

}  // namespace dispatchbench::runner
