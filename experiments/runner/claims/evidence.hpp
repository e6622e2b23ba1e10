// What claims are judged by: a finished run of one experiment, as a whole or at one of its points.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "experiments/runner/claims/expression.hpp"
#include "experiments/runner/results/finished_run.hpp"
#include "experiments/runner/results/measured_run.hpp"

namespace dispatchbench::runner {

class Evidence {
 public:
  /// None: enough for what theory says.
  Evidence() = default;
  explicit Evidence(FinishedRun run);

  /// The same, narrowed to what was measured at a point: {"load.connections": 32}. Options that
  /// `point` leaves open stay open.
  Evidence at(const Json& point) const;

  /// The points of what it is narrowed to; a single empty one where nothing varies.
  std::vector<Json> points() const;

  /// Throws CannotTell if there is none.
  const Json& summary() const;
  const std::filesystem::path& folder() const;  ///< likewise

  /// How many cores the workers had, one for each of them where cores are emulated; none without
  /// results.
  unsigned cores() const;

  /// A row of the summary by its name or by its label ("reuseport connections=32"). Throws
  /// CannotTell if it was not measured, at several points of which none is chosen, or on emulated
  /// cores that waited for the real ones in most of its runs.
  const Json& row(const std::string& name) const;

  /// A row's successful runs; none if the single runs were not kept. Read when first asked for.
  std::vector<const MeasuredRun*> runs_of(const Json& row) const;

 private:
  struct Run {
    FinishedRun finished;
    bool read = false;
    std::vector<MeasuredRun> runs;
  };

  bool emulated() const;
  const Json& found_row(const std::string& name) const;
  Json server_options() const;

  std::shared_ptr<Run> run_;
  Json point_ = Json::object();
};

}  // namespace dispatchbench::runner
