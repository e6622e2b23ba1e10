// Connections placed on listeners by a fair hash: balls into bins. Exact, no simulation. Pure.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace dispatchbench::runner {

/// The most connections and listeners that are worked out, in a second or so.
inline constexpr std::uint64_t most_placed = 10'000;

/// Listeners that get any connection, on average: L (1 - (1 - 1/L)^C).
double mean_occupied(std::uint64_t connections, std::uint64_t listeners);

struct Moments {
  double mean = 0;
  double deviation = 0;  ///< standard deviation
};

/// How many connections the listener with the most, or with the fewest, gets.
class FillDistribution {
 public:
  /// chances[n] is the chance of exactly n connections.
  explicit FillDistribution(std::vector<double> chances) : chances_(std::move(chances)) {}

  double chance_of(std::uint64_t connections) const;
  double mean() const;
  /// The mean of f(n) over the distribution.
  template <class F>
  double mean_of(F f) const {
    double sum = 0;
    for (std::size_t n = 0; n < chances_.size(); ++n) {
      if (chances_[n] > 0) sum += chances_[n] * f(static_cast<double>(n));
    }
    return sum;
  }
  template <class F>
  Moments moments_of(F f) const {
    const double middle = mean_of(f);
    const double squares = mean_of([&](double n) { return f(n) * f(n); });
    return {middle, std::sqrt(std::max(0.0, squares - middle * middle))};
  }

 private:
  std::vector<double> chances_;
};

/// By Levin's representation of the multinomial distribution (Annals of Statistics 9, 1981): given
/// their sum, independent Poisson counts are multinomial ones, so the chance that all lie between
/// two bounds is a convolution of truncated Poisson distributions.
FillDistribution maximum_load(std::uint64_t connections, std::uint64_t listeners);
FillDistribution minimum_load(std::uint64_t connections, std::uint64_t listeners);

/// Throughput against an even placement if every connection has a fixed share of the work, so that
/// the listener with the most ends the test: (C/L) / most, its mean and standard deviation.
Moments efficiency(std::uint64_t connections, std::uint64_t listeners);

}  // namespace dispatchbench::runner
