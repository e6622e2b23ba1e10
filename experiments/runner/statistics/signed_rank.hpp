// Wilcoxon's signed-rank test turned round: intervals that are narrower than the sign test's, for
// one assumption more. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

/// The most values that are worked out: there are n (n + 1) / 2 averages of two.
inline constexpr std::size_t most_signed_rank_values = 1000;

/// The median of the averages of any two log ratios, one with itself too (Hodges and Lehmann 1963),
/// and the interval of their order statistics that the distribution of the signed-rank statistic
/// gives (Tukey 1949; Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., 3.2
/// and 3.3). It assumes that log ratios scatter symmetrically, where the sign test assumes nothing.
/// With more than one of the `comparisons` it is made wider (Bonferroni). Ratios must be positive;
/// nothing for none or for too many.
std::optional<Estimate> signed_rank_estimate(const std::vector<double>& ratios,
                                             unsigned comparisons = 1);

/// The rank (1-based) of the average, from either end, at which an interval begins that leaves at
/// most `tail` on each side; 0 if even the extremes are not wide enough. Exact up to 100 values,
/// beyond by the normal approximation.
std::size_t signed_rank(std::size_t values, double tail);

}  // namespace dispatchbench::runner
