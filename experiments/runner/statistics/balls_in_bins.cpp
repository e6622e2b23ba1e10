#include "experiments/runner/statistics/balls_in_bins.hpp"

#include <algorithm>
#include <cmath>

namespace dispatchbench::runner {
namespace {

using Chances = std::vector<double>;

double poisson(double mean, std::uint64_t count) {
  const auto n = static_cast<double>(count);
  int sign = 0;  // std::lgamma would leave it in a variable that all threads share
  return std::exp(n * std::log(mean) - mean - ::lgamma_r(n + 1, &sign));
}

/// The distribution of the sum, up to `most`.
Chances convolved(const Chances& a, const Chances& b, std::size_t most) {
  Chances sum(std::min(a.size() + b.size() - 1, most + 1));
  for (std::size_t i = 0; i < std::min(a.size(), sum.size()); ++i) {
    const double factor = a[i];
    if (factor == 0) continue;
    double* to = sum.data() + i;  // the innermost loop: pointers keep it fast without optimization
    const double* const end = b.data() + std::min(b.size(), sum.size() - i);
    for (const double* from = b.data(); from != end; ++from) *to++ += factor * *from;
  }
  return sum;
}

/// Of `copies` independent counts of the same distribution, the sum, up to `most`.
Chances sum_of(Chances one, std::uint64_t copies, std::size_t most) {
  Chances sum{1};
  for (; copies > 0; copies /= 2) {
    if (copies % 2 == 1) sum = convolved(sum, one, most);
    if (copies > 1) one = convolved(one, one, most);
  }
  return sum;
}

/// The chance that every listener gets at least `least` and at most `most` connections.
double chance_within(std::uint64_t connections, std::uint64_t listeners, std::uint64_t least,
                     std::uint64_t most) {
  const double mean = static_cast<double>(connections) / static_cast<double>(listeners);
  Chances one(most + 1);
  for (std::uint64_t n = least; n <= most; ++n) one[n] = poisson(mean, n);
  const Chances half = sum_of(one, listeners / 2, connections);
  const Chances rest = listeners % 2 == 0 ? half : convolved(half, one, connections);
  double sum = 0;
  for (std::size_t n = 0; n < half.size(); ++n) {
    if (connections - n < rest.size()) sum += half[n] * rest[connections - n];
  }
  return std::min(1.0, sum / poisson(static_cast<double>(connections), connections));
}

/// Beyond this no count is worth working out: its chance is below 1e-12.
std::uint64_t largest_count(std::uint64_t connections, std::uint64_t listeners) {
  const double mean = static_cast<double>(connections) / static_cast<double>(listeners);
  const double far = mean + 10 * std::sqrt(mean) + 20;
  return std::min(connections, static_cast<std::uint64_t>(far));
}

}  // namespace

double mean_occupied(std::uint64_t connections, std::uint64_t listeners) {
  const auto bins = static_cast<double>(listeners);
  return bins * (1 - std::pow(1 - 1 / bins, static_cast<double>(connections)));
}

double FillDistribution::chance_of(std::uint64_t connections) const {
  return connections < chances_.size() ? chances_[connections] : 0;
}

double FillDistribution::mean() const {
  return mean_of([](double n) { return n; });
}

FillDistribution maximum_load(std::uint64_t connections, std::uint64_t listeners) {
  Chances chances(largest_count(connections, listeners) + 1);
  double below = 0;
  for (std::uint64_t n = connections / listeners; n < chances.size(); ++n) {
    const double up_to = chance_within(connections, listeners, 0, n);
    chances[n] = std::max(0.0, up_to - below);
    below = std::max(below, up_to);
    if (1 - below < 1e-12) break;
  }
  return FillDistribution(std::move(chances));
}

FillDistribution minimum_load(std::uint64_t connections, std::uint64_t listeners) {
  Chances chances(connections / listeners + 1);
  const std::uint64_t most = largest_count(connections, listeners);
  double above = 0;
  for (std::uint64_t n = chances.size(); n-- > 0;) {
    const double at_least = n == 0 ? 1 : chance_within(connections, listeners, n, most);
    chances[n] = std::max(0.0, at_least - above);
    above = std::max(above, at_least);
    if (1 - above < 1e-12) break;
  }
  return FillDistribution(std::move(chances));
}

Moments efficiency(std::uint64_t connections, std::uint64_t listeners) {
  const double mean = static_cast<double>(connections) / static_cast<double>(listeners);
  return maximum_load(connections, listeners).moments_of([&](double n) { return mean / n; });
}

}  // namespace dispatchbench::runner
