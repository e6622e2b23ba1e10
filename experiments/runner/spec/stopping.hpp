// When a run that goes on until its intervals are narrow may stop. Pure.
//
// Looking at the data and going on while one does not like it inflates false alarms. So the rounds
// after which a run may stop are laid down before it starts, and every interval is corrected for
// their number (Bonferroni): it holds whichever of them the run stops at.
#pragma once

#include <optional>
#include <vector>

#include "experiments/runner/results/stopping.hpp"

namespace dispatchbench::runner {

/// What the user asks for.
struct Precision {
  double until = 0;                    ///< 0.02: 2 %
  std::optional<unsigned> max_rounds;  ///< nothing: five times the rounds
};

/// For an experiment of `rounds` with so many `comparisons`: the first look comes after the rounds,
/// or once there can be an interval. Throws UsageError if the limit lies below that.
Stopping stopping_for(const Precision& precision, unsigned rounds, unsigned comparisons);

/// First at `first`, then a quarter more each time, and at `last`: few looks, so that they cost
/// little width.
std::vector<unsigned> looks_between(unsigned first, unsigned last);

}  // namespace dispatchbench::runner
