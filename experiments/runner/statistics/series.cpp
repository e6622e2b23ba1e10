#include "experiments/runner/statistics/series.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>

#include "experiments/runner/statistics/moments.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

constexpr double outlier_deviations = 10;
constexpr std::size_t least_for_bartels = 10;
constexpr std::size_t most_exact = 60;

/// Ranks from 1; equal values share the mean of theirs.
std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<double> result;
  result.reserve(values.size());
  for (const double value : values) {
    const auto below = std::count_if(values.begin(), values.end(),
                                     [value](double other) { return other < value; });
    const auto equal = std::count(values.begin(), values.end(), value);
    result.push_back(static_cast<double>(below) + static_cast<double>(equal + 1) / 2);
  }
  return result;
}

double squares_about_mean(const std::vector<double>& values) {
  const double middle = mean(values);
  double sum = 0;
  for (const double value : values) sum += (value - middle) * (value - middle);
  return sum;
}

/// Two-sided; `ratio` lies around 2 if the order is chance.
double bartels_probability(double ratio, double n) {
  const double shape =
      5 * n * (n + 1) * (n - 1) * (n - 1) / (2 * (n - 2) * (5 * n * n - 2 * n - 9)) - 0.5;
  const double below =
      boost::math::cdf(boost::math::beta_distribution<double>(shape, shape), ratio / 4);
  return 2 * std::min(below, 1 - below);
}

/// How likely each number of inversions is in a random order of n: index = inversions.
std::vector<double> inversion_chances(std::size_t n) {
  std::vector<double> chances{1};
  for (std::size_t size = 2; size <= n; ++size) {
    std::vector<double> longer(chances.size() + size - 1);
    for (std::size_t i = 0; i < chances.size(); ++i) {
      for (std::size_t more = 0; more < size; ++more) {
        longer[i + more] += chances[i] / static_cast<double>(size);
      }
    }
    chances = std::move(longer);
  }
  return chances;
}

/// Pairs in rising order less those in falling order.
double kendall_score(const std::vector<double>& values) {
  double score = 0;
  for (std::size_t later = 1; later < values.size(); ++later) {
    for (std::size_t i = 0; i < later; ++i) {
      if (values[later] != values[i]) score += values[later] > values[i] ? 1 : -1;
    }
  }
  return score;
}

double exact_trend_probability(double score, std::size_t n) {
  const std::vector<double> chances = inversion_chances(n);
  const auto pairs = static_cast<double>(chances.size() - 1);
  double probability = 0;
  for (std::size_t inversions = 0; inversions < chances.size(); ++inversions) {
    const double other = pairs - 2 * static_cast<double>(inversions);
    if (std::abs(other) >= std::abs(score)) probability += chances[inversions];
  }
  return std::min(1.0, probability);
}

double normal_trend_probability(double score, double n) {
  const double deviation = std::sqrt(n * (n - 1) * (2 * n + 5) / 18);
  const double distance = std::max(0.0, std::abs(score) - 1) / deviation;
  return 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), distance));
}

}  // namespace

std::vector<std::size_t> outliers(const std::vector<double>& values) {
  std::vector<std::size_t> found;
  if (values.empty()) return found;
  const double spread = robust_spread(values);
  const double middle = median(values);
  for (std::size_t i = 0; spread > 0 && i < values.size(); ++i) {
    if (std::abs(values[i] - middle) > outlier_deviations * spread) found.push_back(i);
  }
  return found;
}

std::optional<TestResult> autocorrelation(const std::vector<double>& values) {
  const double squares = values.empty() ? 0 : squares_about_mean(values);
  if (values.size() < least_for_bartels || squares <= 0) return std::nullopt;
  const double middle = mean(values);
  const std::vector<double> order = ranks(values);
  double products = 0;
  double steps = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    products += (values[i] - middle) * (values[i - 1] - middle);
    steps += (order[i] - order[i - 1]) * (order[i] - order[i - 1]);
  }
  const double ratio = std::min(4.0, steps / squares_about_mean(order));
  return TestResult{products / squares,
                    bartels_probability(ratio, static_cast<double>(values.size()))};
}

std::optional<TestResult> trend(const std::vector<double>& values) {
  if (values.size() < 3) return std::nullopt;
  const auto n = static_cast<double>(values.size());
  const double score = kendall_score(values);
  const double probability = values.size() <= most_exact
                                 ? exact_trend_probability(score, values.size())
                                 : normal_trend_probability(score, n);
  return TestResult{score / (n * (n - 1) / 2), probability};
}

}  // namespace dispatchbench::runner
