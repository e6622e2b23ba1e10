#include "experiments/runner/statistics/signed_rank.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/normal.hpp>

namespace dispatchbench::runner {
namespace {

constexpr std::size_t most_exact_values = 100;

/// P(W = w) for the sum of those of the ranks 1 … n whose sign is positive. Boost.Math has no such
/// distribution.
std::vector<double> rank_sum_chances(std::size_t n) {
  std::vector<double> chances(n * (n + 1) / 2 + 1);
  chances[0] = 1;
  for (std::size_t rank = 1, most = 0; rank <= n; ++rank) {
    most += rank;
    for (std::size_t sum = most + 1; sum-- > 0;) {
      chances[sum] = (chances[sum] + (sum >= rank ? chances[sum - rank] : 0)) / 2;
    }
  }
  return chances;
}

/// Hollander, Wolfe and Chicken, (3.37).
std::size_t approximate_rank(std::size_t values, double tail) {
  const auto n = static_cast<double>(values);
  const double z = boost::math::quantile(boost::math::complement(boost::math::normal(), tail));
  const double middle = n * (n + 1) / 4;
  return static_cast<std::size_t>(
      std::max(0.0, std::floor(middle - z * std::sqrt(n * (n + 1) * (2 * n + 1) / 24))));
}

/// Of any two logarithms, sorted.
std::vector<double> averages_of(const std::vector<double>& ratios) {
  std::vector<double> averages;
  averages.reserve(ratios.size() * (ratios.size() + 1) / 2);
  for (std::size_t i = 0; i < ratios.size(); ++i) {
    for (std::size_t j = i; j < ratios.size(); ++j) {
      averages.push_back((std::log(ratios[i]) + std::log(ratios[j])) / 2);
    }
  }
  std::sort(averages.begin(), averages.end());
  return averages;
}

}  // namespace

std::size_t signed_rank(std::size_t values, double tail) {
  return values <= most_exact_values ? rank_within(rank_sum_chances(values), tail)
                                     : approximate_rank(values, tail);
}

std::optional<Estimate> signed_rank_estimate(const std::vector<double>& ratios,
                                             unsigned comparisons) {
  if (ratios.empty() || ratios.size() > most_signed_rank_values) return std::nullopt;
  const auto averages = averages_of(ratios);
  Estimate result{std::exp(median(averages)), std::nullopt, std::nullopt};
  const std::size_t rank = signed_rank(ratios.size(), one_tail(comparisons));
  if (rank > 0) {
    result.low = std::exp(averages[rank - 1]);
    result.high = std::exp(averages[averages.size() - rank]);
  }
  return result;
}

}  // namespace dispatchbench::runner
