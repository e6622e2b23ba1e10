// What this machine shows as a difference where there is none: one thing measured under two names.
// Pure.
#pragma once

#include <vector>

#include "experiments/runner/analysis/row_with_runs.hpp"
#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

/// For each row with the first one before it that differs from it in name alone: the ratio of the
/// second to the first with its interval (corrected for `looks` and all pairs), the robust standard
/// deviation of its logarithm over the rounds, and how many rounds a difference of 1, 2 and 5 %
/// would need with the scatter that was measured. Of fewer than six rounds, which have no interval,
/// neither of the last two is told.
std::vector<AaPair> noise_floor(const std::vector<RowWithRuns>& rows, const Metric& metric,
                                unsigned looks);

}  // namespace dispatchbench::runner
