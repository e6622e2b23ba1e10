// What the user sees while runs go on: on a terminal that is not dumb one line a run, rewritten
// until it is finished, without escape codes; elsewhere one plain line for each finished run.
#pragma once

#include <cstdio>
#include <string>

#include "base/clock.hpp"
#include "base/status_line.hpp"
#include "experiments/runner/results/metric.hpp"
#include "experiments/runner/run/time_left.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

class Progress {
 public:
  /// `plan` and `out` must outlive this.
  Progress(const Plan& plan, const Metric& metric, std::FILE* out);

  void began(const PlannedRun& run);
  /// Rewrites the line of the run under way; nothing but on a terminal.
  void tick();
  void ended(const PlannedRun& planned, const MeasuredRun& run);
  /// A run found finished from an earlier time; prints nothing.
  void skipped(const PlannedRun& planned, const MeasuredRun& run);
  /// A run that will not be made; prints nothing.
  void dropped(const PlannedRun& planned) { time_left_.dropped(planned); }
  /// Ends the line of a run that was broken off.
  void broken_off();

  double seconds_left() const { return time_left_.seconds(); }

 private:
  std::string head(const PlannedRun& run) const;

  const Plan& plan_;
  const Metric& metric_;
  std::FILE* out_;
  StatusLine line_;
  TimeLeft time_left_;
  const PlannedRun* current_ = nullptr;
  Clock::time_point began_;
};

}  // namespace dispatchbench::runner
