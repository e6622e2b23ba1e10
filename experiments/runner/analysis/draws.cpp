#include "experiments/runner/analysis/draws.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <boost/math/distributions/normal.hpp>

#include "experiments/runner/results/utilization.hpp"
#include "experiments/runner/statistics/balls_in_bins.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::size_t least_for_normal = 10;
// With more, the exact distribution takes long, and chance decides little.
constexpr unsigned most_connections = 1024;
constexpr double worth_telling = 0.0005;

struct Placed {
  unsigned connections = 0;
  unsigned listeners = 0;
  std::vector<unsigned> most;  // on one listener, a value a run
};

/// What the runs' servers counted; nothing if not all had the same number of connections.
Placed placed_in(const Runs& runs) {
  Placed placed;
  for (const MeasuredRun* run : runs) {
    const auto shares = worker_shares_of(*run);
    if (!shares) return {};
    const std::vector<unsigned> counts(shares->connections.begin(), shares->connections.end());
    const unsigned sum = std::accumulate(counts.begin(), counts.end(), 0U);
    const auto listeners = static_cast<unsigned>(counts.size());
    if (!placed.most.empty() && (placed.connections != sum || placed.listeners != listeners)) {
      return {};
    }
    placed.connections = sum;
    placed.listeners = listeners;
    placed.most.push_back(*std::max_element(counts.begin(), counts.end()));
  }
  return placed;
}

Distribution distribution_of(const std::vector<unsigned>& values) {
  Distribution distribution;
  for (const unsigned value : values) {
    distribution.shares[value] += 1.0 / static_cast<double>(values.size());
  }
  return distribution;
}

Distribution worth_telling_of(const FillDistribution& chances, unsigned connections) {
  Distribution distribution;
  for (unsigned k = 1; k <= connections; ++k) {
    if (chances.chance_of(k) >= worth_telling) distribution.shares[k] = chances.chance_of(k);
  }
  return distribution;
}

std::optional<bool> as_expected(double mean, const Moments& theory, std::size_t runs) {
  if (runs < least_for_normal) return std::nullopt;
  const double limit = boost::math::quantile(boost::math::normal(), (1 + confidence) / 2);
  const double error = theory.deviation / std::sqrt(static_cast<double>(runs));
  return std::abs(mean - theory.mean) <= limit * error;
}

}  // namespace

bool decided_by_chance(const Combination& combination) {
  return combination.placement_by_chance &&
         combination.load.value("requests-per-connection", 0) == 0;
}

std::optional<Draws> draws_in(const Runs& runs) {
  const Placed placed = placed_in(runs);
  if (placed.connections == 0 || placed.connections > most_connections) return std::nullopt;
  const FillDistribution chances = maximum_load(placed.connections, placed.listeners);
  const Moments theory = chances.moments_of([](double k) { return k; });
  Draws draws;
  draws.runs = runs.size();
  draws.connections = placed.connections;
  draws.listeners = placed.listeners;
  draws.maximum_load = {distribution_of(placed.most),
                        worth_telling_of(chances, placed.connections)};
  draws.mean = std::accumulate(placed.most.begin(), placed.most.end(), 0.0) /
               static_cast<double>(runs.size());
  draws.expected_mean = theory.mean;
  draws.as_expected = as_expected(draws.mean, theory, runs.size());
  return draws;
}

}  // namespace dispatchbench::runner
