// Whether servers of others behave as our strategies of the same dispatch design do. Their HTTP
// code differs, so it is shapes that are compared, not speeds.
#pragma once

#include <string>

#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

/// For each peer whose design is known, beside our row of that design at the same point: how uneven
/// its workers were (busiest/mean), how long the tail was (p99/p50), and which of all our rows is
/// nearest to it in both. A summary has no such figures of each round, so there is no interval, and
/// the text says of how many rounds they are. Empty if no peer has its design among the rows.
std::string same_designs_of(const Summary& summary);

}  // namespace dispatchbench::runner
