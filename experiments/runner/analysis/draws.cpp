#include "experiments/runner/analysis/draws.hpp"

#include <algorithm>
#include <cmath>
#include <map>
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
  std::vector<unsigned> fullest;  // a value a run
};

/// What the runs' servers counted; nothing if not all had the same number of connections.
Placed placed_in(const Runs& runs) {
  Placed placed;
  for (const MeasuredRun* run : runs) {
    const auto shares = shares_of(*run);
    if (!shares) return {};
    const std::vector<unsigned> counts(shares->connections.begin(), shares->connections.end());
    const unsigned sum = std::accumulate(counts.begin(), counts.end(), 0U);
    const auto listeners = static_cast<unsigned>(counts.size());
    if (!placed.fullest.empty() && (placed.connections != sum || placed.listeners != listeners)) {
      return {};
    }
    placed.connections = sum;
    placed.listeners = listeners;
    placed.fullest.push_back(*std::max_element(counts.begin(), counts.end()));
  }
  return placed;
}

Json share_by_value(const std::vector<unsigned>& values) {
  std::map<unsigned, double> shares;
  for (const unsigned value : values) shares[value] += 1.0 / static_cast<double>(values.size());
  Json object = Json::object();
  for (const auto& [value, share] : shares) object[std::to_string(value)] = share;
  return object;
}

Json worth_telling_of(const FillDistribution& chances, unsigned connections) {
  Json object = Json::object();
  for (unsigned k = 1; k <= connections; ++k) {
    if (chances.chance_of(k) >= worth_telling) object[std::to_string(k)] = chances.chance_of(k);
  }
  return object;
}

struct Moments {
  double mean = 0;
  double deviation = 0;
};

Moments moments_of(const FillDistribution& chances) {
  const double mean = chances.mean();
  const double squares = chances.mean_of([](double k) { return k * k; });
  return {mean, std::sqrt(std::max(0.0, squares - mean * mean))};
}

Json as_expected(double mean, const Moments& theory, std::size_t runs) {
  if (runs < least_for_normal) return nullptr;
  const double limit = boost::math::quantile(boost::math::normal(), (1 + confidence) / 2);
  const double error = theory.deviation / std::sqrt(static_cast<double>(runs));
  return std::abs(mean - theory.mean) <= limit * error;
}

}  // namespace

bool decided_by_chance(const Combination& combination) {
  return combination.row.placement_by_chance &&
         combination.load.value("requests-per-connection", 0) == 0;
}

Json draws_in(const Runs& runs) {
  const Placed placed = placed_in(runs);
  if (placed.connections == 0 || placed.connections > most_connections) return nullptr;
  const FillDistribution chances = fullest(placed.connections, placed.listeners);
  const double mean = std::accumulate(placed.fullest.begin(), placed.fullest.end(), 0.0) /
                      static_cast<double>(runs.size());
  const Moments theory = moments_of(chances);
  return {{"runs", runs.size()},
          {"connections", placed.connections},
          {"listeners", placed.listeners},
          {"fullest",
           {{"measured", share_by_value(placed.fullest)},
            {"expected", worth_telling_of(chances, placed.connections)}}},
          {"mean_fullest", mean},
          {"expected_mean", theory.mean},
          {"as_expected", as_expected(mean, theory, runs.size())}};
}

}  // namespace dispatchbench::runner
