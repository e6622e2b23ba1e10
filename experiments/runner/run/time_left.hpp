// How long the rest will take: the experiment's own estimates, corrected by what runs really took.
// Pure.
#pragma once

#include <map>
#include <set>
#include <string>

#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

class TimeLeft {
 public:
  /// `plan` must outlive this.
  explicit TimeLeft(const Plan& plan) : plan_(plan) {}

  /// `run` took `seconds`.
  void finished(const PlannedRun& run, double seconds);

  /// `run` will not be made.
  void dropped(const PlannedRun& run) { finished_.insert(run.index); }

  /// What one run like this one takes, as far as is known.
  double expected(const PlannedRun& run) const;

  /// Seconds for those of the plan's runs that have not finished.
  double seconds() const;

 private:
  struct Taken {
    double seconds = 0;
    unsigned runs = 0;
  };

  const Plan& plan_;
  std::map<std::string, Taken> taken_;  // by label
  std::set<unsigned> finished_;         // by index
  double seconds_taken_ = 0;
  double seconds_estimated_ = 0;
};

/// 190 → "3m10s", 42 → "42s", 4000 → "1h07m"
std::string format_time(double seconds);

}  // namespace dispatchbench::runner
