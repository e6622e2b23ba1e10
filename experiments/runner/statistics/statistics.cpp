#include "experiments/runner/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/binomial.hpp>

#include "base/each.hpp"

namespace dispatchbench::runner {
namespace {

using Binomial = boost::math::binomial_distribution<double>;

constexpr double power = 0.8;  // the customary one (Cohen 1988)
constexpr unsigned most_rounds_needed = 1000;
constexpr double deviations_per_mad = 1.4826;  // 1 / the normal distribution's upper quartile

/// The rank (1-based) from either end at which the interval begins; 0 if even the extremes are not
/// wide enough.
std::size_t interval_rank(std::size_t count, unsigned comparisons) {
  const double tail = one_tail(comparisons);
  const Binomial below(static_cast<double>(count), 0.5);
  if (boost::math::cdf(below, 0) > tail) return 0;
  // Rounded outwards: the most whose probability does not exceed the tail.
  return static_cast<std::size_t>(boost::math::quantile(below, tail)) + 1;
}

/// How often the interval of `rounds` values lies above zero if each is above it with `chance`.
double power_of(unsigned rounds, double chance, unsigned comparisons) {
  const std::size_t rank = interval_rank(rounds, comparisons);
  if (rank == 0) return 0;
  return boost::math::cdf(Binomial(rounds, 1 - chance), static_cast<double>(rank - 1));
}

double middle_of_sorted(const std::vector<double>& values) {
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace

std::size_t rank_within(const std::vector<double>& chances, double tail) {
  double below = 0;
  std::size_t rank = 0;
  while (rank < chances.size() / 2 && (below += chances[rank]) <= tail) ++rank;
  return rank;
}

Difference difference(const Estimate& ratio) {
  if (!ratio.low || !ratio.high) return Difference::unknown;
  if (*ratio.low > 1) return Difference::more;
  return *ratio.high < 1 ? Difference::less : Difference::indistinguishable;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return middle_of_sorted(values);
}

Estimate estimate(std::vector<double> values, unsigned comparisons) {
  std::sort(values.begin(), values.end());
  Estimate result{middle_of_sorted(values), std::nullopt, std::nullopt};
  if (const std::size_t rank = interval_rank(values.size(), comparisons); rank > 0) {
    result.low = values[rank - 1];
    result.high = values[values.size() - rank];
  }
  return result;
}

std::vector<double> logarithms(const std::vector<double>& values) {
  return each(values, [](double value) { return std::log(value); });
}

Estimate estimate_of_ratios(const std::vector<double>& ratios, unsigned comparisons) {
  Estimate result = estimate(logarithms(ratios), comparisons);
  result.median = std::exp(result.median);
  if (result.low) result.low = std::exp(*result.low);
  if (result.high) result.high = std::exp(*result.high);
  return result;
}

unsigned rounds_needed(unsigned comparisons) {
  unsigned rounds = 1;
  while (interval_rank(rounds, comparisons) == 0) ++rounds;
  return rounds;
}

double robust_spread(const std::vector<double>& values) {
  const double middle = median(values);
  return deviations_per_mad *
         median(each(values, [middle](double value) { return std::abs(value - middle); }));
}

std::optional<unsigned> rounds_to_detect(double difference, const std::vector<double>& log_ratios,
                                         unsigned comparisons) {
  const double shift = std::log1p(difference), middle = median(log_ratios);
  double above = 0.5;
  for (const double ratio : log_ratios) {
    above += (shift + (ratio - middle) > 0 ? 1 : 0) + (shift - (ratio - middle) > 0 ? 1 : 0);
  }
  const double chance = above / static_cast<double>(2 * log_ratios.size() + 1);
  for (unsigned rounds = 1; rounds <= most_rounds_needed; ++rounds) {
    if (power_of(rounds, chance, comparisons) >= power) return rounds;
  }
  return std::nullopt;
}

}  // namespace dispatchbench::runner
