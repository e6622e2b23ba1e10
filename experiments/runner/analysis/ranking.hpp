// Which rows of an experiment can be ranked beside each other, and how they stand. Pure.
#pragma once

#include <vector>

#include "experiments/runner/analysis/row_with_runs.hpp"

namespace dispatchbench::runner {

/// Adds tier, leader, ratio_to_leader and compared_to_leader to strategies that were measured at
/// the same point, on the same cores and with the same work, every interval corrected for all pairs
/// and `looks`. Returns the most pairs of any group.
unsigned add_tiers(std::vector<RowWithRuns>& rows, const Metric& metric, unsigned looks);

}  // namespace dispatchbench::runner
