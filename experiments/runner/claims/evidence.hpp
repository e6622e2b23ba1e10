// What claims are judged by: a finished run of one experiment, as a whole or at one of its points.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "experiments/runner/results/finished_run.hpp"
#include "experiments/runner/results/run_files.hpp"

namespace dispatchbench::runner {

/// What a claim needs is not in the results; what() says what is missing.
class CannotTell : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A row at one point. Values are one a successful run, in the order of running.
struct RowEvidence {
  std::string name;
  Json point;
  unsigned rounds = 0;  ///< with a successful run
  unsigned failed = 0;  ///< runs
  std::vector<double> requests_per_second;
  std::vector<double> bytes_per_second;
};

/// Cheap to copy; copies share what was read.
class Evidence {
 public:
  /// None: enough for what theory says.
  Evidence() = default;
  explicit Evidence(FinishedRun run);

  /// The same, narrowed to a point. Options that `point` leaves open stay open.
  Evidence at(const Json& point) const;

  /// The points of what it is narrowed to; a single empty one where nothing varies.
  std::vector<Json> points() const;

  unsigned rounds() const;       ///< none without results, likewise the next two
  unsigned cores() const;        ///< that the workers had: one each where cores are emulated
  unsigned comparisons() const;  ///< that ratios are read together with, looks counted
  unsigned looks() const;        ///< at which the run could have stopped; at least 1
  bool emulated() const;

  const Json& machine() const;                  ///< as summary.json has it; there must be results
  const std::filesystem::path& folder() const;  ///< likewise

  /// At `point` besides what it is narrowed to. Throws CannotTell if it was not measured, if every
  /// run failed, if it was measured at several points of which none is chosen, or on emulated cores
  /// that waited for the real ones in most of its runs.
  RowEvidence row(const std::string& name, const Json& point) const;

  /// A row's successful runs; none if the single runs were not kept. Read when first asked for.
  std::vector<const MeasuredRun*> runs_of(const RowEvidence& row) const;

  /// Requests/s by round. Throws CannotTell if a failed run leaves open which round a value is of.
  std::map<unsigned, std::vector<double>> rates_by_round(const RowEvidence& row) const;

 private:
  struct Results {
    FinishedRun finished;
    bool read = false;
    std::vector<MeasuredRun> runs;
  };

  const Json& found_row(const std::string& name, const Json& point) const;
  Json server_options() const;

  std::shared_ptr<Results> run_;
  Json point_ = Json::object();
};

}  // namespace dispatchbench::runner
