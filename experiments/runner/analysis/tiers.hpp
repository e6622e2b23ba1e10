// Who is ahead, as far as the data can tell: tiers, not ranks. Pure.
#pragma once

#include <optional>
#include <vector>

#include "experiments/runner/analysis/paired_runs.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

struct Standing {
  std::optional<unsigned> tier;   ///< from 1; nothing where the rounds are too few
  std::size_t leader = 0;         ///< the position of the leader of tier 1
  std::optional<Estimate> ratio;  ///< to that leader; nothing for the leader itself
};

/// Where each of `rows` stands. The leader of a tier is the row with the best median of the metric
/// among those that have no tier yet; every one of those joins it whose ratio to the leader, round
/// by round, is not shown to be worse than 1. So two rows of one tier can differ, and two of
/// neighbouring tiers need not: only the leader was compared. As it was chosen from the same data,
/// every interval is corrected for `comparisons`, which must count all pairs.
std::vector<Standing> standings(const std::vector<Runs>& rows, const Metric& metric,
                                unsigned comparisons);

/// Pairs of `count` rows, at least 1.
unsigned pairs_of(std::size_t count);

}  // namespace dispatchbench::runner
