// Two samples of runs that were made apart, compared. Pure functions.
#pragma once

#include <cstddef>
#include <vector>

#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

/// By how much a run of `next` is typically faster than one of `base`: the median of all ratios
/// next/base (Hodges and Lehmann 1963, on logarithms), and the interval of order statistics of
/// those ratios that the exact distribution of the Mann-Whitney statistic gives (Moses 1953; see
/// Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., 4.2 and 4.3). It
/// assumes that both samples have the same shape on a logarithmic scale, and nothing of that shape.
/// With more than one of the `comparisons` it is made wider (Bonferroni). No interval where there
/// are too few values for one. Values must be positive and neither sample empty.
Estimate ratio_of_samples(const std::vector<double>& base, const std::vector<double>& next,
                          unsigned comparisons = 1);

/// The rank (1-based), from either end of all base × next ratios, at which an interval begins that
/// leaves at most `tail` on each side; 0 if even the extremes are not wide enough. Exact up to
/// 10,000 pairs, beyond by the normal approximation.
std::size_t mann_whitney_rank(std::size_t base, std::size_t next, double tail);

/// The fewest values in each of two samples of one size for which there is an interval.
unsigned runs_needed_in_each(unsigned comparisons = 1);

}  // namespace dispatchbench::runner
