#include "experiments/runner/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <boost/math/distributions/binomial.hpp>

namespace dispatchbench::runner {
namespace {

/// The rank (1-based) from either end at which the interval begins; 0 if even the extremes are not
/// wide enough.
std::size_t interval_rank(std::size_t count, unsigned comparisons) {
  const double one_tail = (1 - confidence) / comparisons / 2;
  const boost::math::binomial_distribution<double> below(static_cast<double>(count), 0.5);
  std::size_t rank = 0;
  while (rank < count / 2 && boost::math::cdf(below, static_cast<double>(rank)) <= one_tail) ++rank;
  return rank;
}

double middle_of_sorted(const std::vector<double>& values) {
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace

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

Estimate estimate_of_ratios(const std::vector<double>& ratios, unsigned comparisons) {
  std::vector<double> logarithms;
  logarithms.reserve(ratios.size());
  for (const double ratio : ratios) logarithms.push_back(std::log(ratio));
  Estimate result = estimate(std::move(logarithms), comparisons);
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

}  // namespace dispatchbench::runner
