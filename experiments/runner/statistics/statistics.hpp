// What a handful of rounds can say: medians, and intervals that assume nothing about the
// distribution. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace dispatchbench::runner {

/// The share of intervals that hold the true median, all comparisons of a family together.
inline constexpr double confidence = 0.95;

/// The chance that may be left beyond either end of one of so many intervals (Bonferroni).
constexpr double one_tail(unsigned comparisons) noexcept {
  return (1 - confidence) / comparisons / 2;
}

/// How many of the first `chances`, of the lower half of them, come to no more than `tail`.
std::size_t rank_within(const std::vector<double>& chances, double tail);

struct Estimate {
  double median = 0;
  std::optional<double> low;   ///< nothing where there are too few values for an interval
  std::optional<double> high;  ///< likewise
};

/// What an interval of ratios says: nothing without one.
enum class Difference { unknown, indistinguishable, more, less };

/// "indistinguishable" if the interval of the ratio holds 1 (that of its logarithm: zero).
Difference difference(const Estimate& ratio);

/// The middle value, or the mean of the middle two. `values` must not be empty.
double median(std::vector<double> values);

/// The median and its exact order-statistic interval (the sign test turned round): the k-th
/// smallest to the k-th largest value, k as large as the binomial distribution lets it be. With
/// more than one of the `comparisons` it is made wider (Bonferroni), so that all hold together.
/// `values` must not be empty, `comparisons` at least 1.
Estimate estimate(std::vector<double> values, unsigned comparisons = 1);

std::vector<double> logarithms(const std::vector<double>& values);

/// The same for values whose ratios matter: worked out on their logarithms. All must be positive.
Estimate estimate_of_ratios(const std::vector<double>& ratios, unsigned comparisons = 1);

/// The fewest values for which `estimate` gives an interval.
unsigned rounds_needed(unsigned comparisons = 1);

/// The standard deviation of a normal distribution with the same median absolute deviation: 1.4826
/// times that (Hampel 1974), so that a few wild values do not decide it. `values` must not be
/// empty.
double robust_spread(const std::vector<double>& values);

/// The fewest rounds in which a true difference of `difference` (0.01: one per cent) is told from
/// none in four of five experiments, if log ratios scatter as these did about their median, either
/// way up (twins can be exchanged): the exact power of the sign test. n ratios cannot show that
/// fewer than one in 4 n + 2 would fall on the wrong side. Nothing if 1000 do not suffice; there
/// must be a ratio.
std::optional<unsigned> rounds_to_detect(double difference, const std::vector<double>& log_ratios,
                                         unsigned comparisons = 1);

}  // namespace dispatchbench::runner
