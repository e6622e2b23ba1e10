#include "experiments/runner/run/time_left.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace dispatchbench::runner {

void TimeLeft::finished(const PlannedRun& run, double seconds) {
  Taken& taken = taken_[run.row()];
  taken.seconds += seconds;
  ++taken.runs;
  finished_.insert(run.index);
  seconds_taken_ += seconds;
  seconds_estimated_ += run.estimate_seconds;
}

double TimeLeft::expected(const PlannedRun& run) const {
  const auto known = taken_.find(run.row());
  if (known != taken_.end()) return known->second.seconds / known->second.runs;
  const bool any = seconds_estimated_ > 0;
  return run.estimate_seconds * (any ? seconds_taken_ / seconds_estimated_ : 1);
}

double TimeLeft::seconds() const {
  double seconds = 0;
  for (const PlannedRun& run : plan_.runs) {
    if (finished_.count(run.index) == 0) seconds += expected(run);
  }
  return seconds;
}

std::string format_time(double seconds) {
  const auto whole = static_cast<long>(std::llround(std::max(0.0, seconds)));
  if (whole < 60) return fmt::format("{}s", whole);
  if (whole < 3600) return fmt::format("{}m{:02}s", whole / 60, whole % 60);
  return fmt::format("{}h{:02}m", whole / 3600, whole % 3600 / 60);
}

}  // namespace dispatchbench::runner
