// What claims are judged by: a finished run of one experiment, as a whole or at one of its points.
#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "experiments/runner/results/metric.hpp"
#include "experiments/runner/results/run.hpp"
#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

/// What the figures of a run come from.
enum class Instrument {
  real,      ///< measured on the processors that there are
  emulated,  ///< measured: sockets and threads are real, the cores' time is not
  simulated  ///< nothing was measured
};

/// What a claim needs is not in the results; what() says what is missing.
class CannotTell : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Immutable; copies share what was read.
class Evidence {
 public:
  /// None: enough for what theory says.
  Evidence() = default;
  /// With the single runs in its folder. Throws UsageError if one cannot be read.
  explicit Evidence(FinishedRun run);

  /// The same, narrowed to a point. Options that `point` leaves open stay open.
  Evidence at(const Json& point) const;
  /// The points of what it is narrowed to; a single empty one where nothing varies.
  std::vector<Json> points() const;

  Instrument instrument() const;  ///< real if there are no results
  unsigned cores() const;         ///< that the workers had, real or not; 0: no results

  const FinishedRun& run() const;  ///< throws CannotTell if there is none, as all below
  unsigned looks() const;          ///< at which the run could have stopped; at least 1
  unsigned comparisons() const;    ///< that ratios are read together with, looks counted

  /// At `point` besides what it is narrowed to. Throws CannotTell if it was not measured, if every
  /// run failed, if it was stopped, if it was measured at several points of which none is chosen,
  /// or on emulated cores that waited for the real ones in most of its runs.
  const RowSummary& row(const std::string& name, const Json& point) const;

  /// A row's successful runs; none if the single runs were not kept.
  std::vector<const MeasuredRun*> runs_of(const RowSummary& row) const;

  /// Its values by round. Throws CannotTell if a failed run leaves open which round a value is of.
  std::map<unsigned, std::vector<double>> by_round(const RowSummary& row,
                                                   const Metric& metric) const;

 private:
  struct Results {
    FinishedRun finished;
    std::vector<MeasuredRun> runs;
  };

  std::shared_ptr<const Results> results_;
  Json point_ = Json::object();
};

}  // namespace dispatchbench::runner
