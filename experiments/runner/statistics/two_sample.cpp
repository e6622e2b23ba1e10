#include "experiments/runner/statistics/two_sample.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/normal.hpp>

namespace dispatchbench::runner {
namespace {

constexpr std::size_t most_exact_pairs = 10'000;

/// P(U = u) of the Mann-Whitney statistic for u = 0 … base × next, by the recurrence of Mann and
/// Whitney (1947) in probabilities: the largest of all values is a `base` with chance b / (b + n),
/// and then exceeds n others.
std::vector<double> mann_whitney_probabilities(std::size_t base, std::size_t next) {
  std::vector<std::vector<double>> rows(next + 1, std::vector<double>{1});
  for (std::size_t b = 1; b <= base; ++b) {
    rows[0] = {1};
    for (std::size_t n = 1; n <= next; ++n) {
      const double chance = static_cast<double>(b) / static_cast<double>(b + n);
      std::vector<double> both(b * n + 1);
      for (std::size_t u = 0; u < rows[n].size(); ++u) both[u + n] += chance * rows[n][u];
      for (std::size_t u = 0; u < rows[n - 1].size(); ++u) {
        both[u] += (1 - chance) * rows[n - 1][u];
      }
      rows[n] = std::move(both);
    }
  }
  return rows[next];
}

/// Hollander, Wolfe and Chicken, (4.41).
std::size_t approximate_rank(std::size_t base, std::size_t next, double tail) {
  const double pairs = static_cast<double>(base) * static_cast<double>(next);
  const double deviation = std::sqrt(pairs * static_cast<double>(base + next + 1) / 12);
  const double z = boost::math::quantile(boost::math::complement(boost::math::normal(), tail));
  return static_cast<std::size_t>(std::max(0.0, std::floor(pairs / 2 - z * deviation)));
}

std::vector<double> sorted_log_ratios(const std::vector<double>& base,
                                      const std::vector<double>& next) {
  std::vector<double> ratios;
  ratios.reserve(base.size() * next.size());
  for (const double before : base) {
    for (const double after : next) ratios.push_back(std::log(after) - std::log(before));
  }
  std::sort(ratios.begin(), ratios.end());
  return ratios;
}

}  // namespace

std::size_t mann_whitney_rank(std::size_t base, std::size_t next, double tail) {
  return base * next <= most_exact_pairs ? rank_within(mann_whitney_probabilities(base, next), tail)
                                         : approximate_rank(base, next, tail);
}

Estimate ratio_of_samples(const std::vector<double>& base, const std::vector<double>& next,
                          unsigned comparisons) {
  const auto ratios = sorted_log_ratios(base, next);
  Estimate result{std::exp(median(ratios)), std::nullopt, std::nullopt};
  const std::size_t rank = mann_whitney_rank(base.size(), next.size(), one_tail(comparisons));
  if (rank > 0) {
    result.low = std::exp(ratios[rank - 1]);
    result.high = std::exp(ratios[ratios.size() - rank]);
  }
  return result;
}

unsigned runs_needed_in_each(unsigned comparisons) {
  unsigned runs = 1;
  while (mann_whitney_rank(runs, runs, one_tail(comparisons)) == 0) ++runs;
  return runs;
}

}  // namespace dispatchbench::runner
