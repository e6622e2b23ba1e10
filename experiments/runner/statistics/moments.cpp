#include "experiments/runner/statistics/moments.hpp"

#include <cmath>
#include <numeric>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace dispatchbench::runner {

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> standard_deviation(const std::vector<double>& values) {
  if (values.size() < 2) return std::nullopt;
  const double middle = mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - middle) * (value - middle);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

Estimate mean_estimate(const std::vector<double>& values) {
  const double middle = mean(values);
  if (values.size() < rounds_needed()) return {middle, std::nullopt, std::nullopt};
  const auto count = static_cast<double>(values.size());
  const boost::math::students_t distribution(count - 1);
  const double t =
      boost::math::quantile(boost::math::complement(distribution, (1 - confidence) / 2));
  const double reach = t * *standard_deviation(values) / std::sqrt(count);
  return {middle, middle - reach, middle + reach};
}

Estimate share_estimate(std::size_t found, std::size_t all) {
  using Binomial = boost::math::binomial_distribution<double>;
  const auto n = static_cast<double>(all), k = static_cast<double>(found);
  constexpr double one_tail = (1 - confidence) / 2;
  return {k / n, Binomial::find_lower_bound_on_p(n, k, one_tail),
          Binomial::find_upper_bound_on_p(n, k, one_tail)};
}

}  // namespace dispatchbench::runner
