// What a run's throughput was limited by, as far as its figures tell.
#pragma once

#include <string>

#include "experiments/runner/results/run.hpp"

namespace dispatchbench::runner {

/// The first of these that holds: machine-bound, client-bound, acceptor-bound, core-bound (of a
/// client on the same cores), imbalance (strategy-bound of a single worker), blocked, core-bound,
/// not-saturated. A summary has the words of each (add_words). The shares are this project's own
/// conventions. Empty if the run does not say enough.
std::string limiting_factor(const MeasuredRun& run);

/// What the run's file says; worked out where it was written before files said it.
std::string limit_of(const MeasuredRun& run);

}  // namespace dispatchbench::runner
