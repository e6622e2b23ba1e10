#include "machine/cost_fit.hpp"

#include <algorithm>
#include <random>
#include <string>

#include <nlohmann/json.hpp>

namespace dispatchbench {
namespace {

using nlohmann::json;
using Values = std::array<double, event_count>;

constexpr double least_cpu_ns = 10e6;
constexpr int bootstrap_samples = 200;
constexpr int most_sweeps = 2000;
constexpr double ridge = 1e-6;         // of a column's square: decides where the data do not
constexpr double least_share = 0.005;  // of a thread's events, for one to be told from the others
constexpr std::size_t least_told = 3;  // in so many observations

void count_events(const json& emulation, Values& counts, double sign) {
  for (const auto& [name, count] : emulation.at("events").items()) {
    const EventRow* const row = find_event(name);
    if (row != nullptr) counts[static_cast<std::size_t>(row->event)] += sign * count.get<double>();
  }
}

/// Least squares under "none below zero" by coordinate descent on the normal equations, which
/// converges for it (Franc, Hlaváč, Navara 2005).
class NonNegativeLeastSquares {
 public:
  void add(const CostObservation& observation) {
    const double weight = 1 / observation.cpu_ns;  // errors are parts of what is measured
    for (std::size_t i = 0; i < event_count; ++i) {
      const double x = observation.counts[i] * weight;
      right_[i] += x;  // times cpu_ns × weight, which is 1
      for (std::size_t j = 0; j < event_count; ++j) {
        left_[i][j] += x * observation.counts[j] * weight;
      }
    }
  }

  Values solve() const {
    Values solution{};
    for (int sweep = 0; sweep < most_sweeps; ++sweep) {
      double change = 0;
      for (std::size_t i = 0; i < event_count; ++i) change += step(solution, i);
      if (change < 1e-12) break;
    }
    return solution;
  }

 private:
  /// Returns by how much of the whole it moved what is predicted.
  double step(Values& solution, std::size_t i) const {
    if (left_[i][i] == 0) return 0;
    double slope = right_[i];
    for (std::size_t j = 0; j < event_count; ++j) slope -= left_[i][j] * solution[j];
    const double curvature = left_[i][i] * (1 + ridge);
    const double before = solution[i];
    solution[i] = std::max(0.0, before + (slope - ridge * left_[i][i] * before) / curvature);
    return left_[i][i] * (solution[i] - before) * (solution[i] - before);
  }

  std::array<Values, event_count> left_{};
  Values right_{};
};

Values solve(std::span<const CostObservation> observations) {
  NonNegativeLeastSquares squares;
  for (const CostObservation& observation : observations) squares.add(observation);
  return squares.solve();
}

/// Whether they say what it costs: if it comes once in hundreds of others, what these cost more or
/// less from run to run hides it, and it would be taken for that.
bool told_apart(std::span<const CostObservation> observations, const EventRow& row) {
  if (row.byte) return true;
  const auto told = std::ranges::count_if(observations, [&](const CostObservation& observation) {
    double all = 0;
    for (const EventRow& other : events()) {
      if (!other.byte) all += observation.counts[static_cast<std::size_t>(other.event)];
    }
    return observation.counts[static_cast<std::size_t>(row.event)] > least_share * all;
  });
  return static_cast<std::size_t>(told) >= least_told;
}

std::vector<CostObservation> without_rare_events(std::span<const CostObservation> observations) {
  std::vector<CostObservation> kept(observations.begin(), observations.end());
  for (const EventRow& row : events()) {
    if (told_apart(observations, row)) continue;
    for (CostObservation& each : kept) each.counts[static_cast<std::size_t>(row.event)] = 0;
  }
  return kept;
}

std::vector<Values> bootstrap(std::span<const CostObservation> observations, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Values> solutions;
  for (int sample = 0; sample < bootstrap_samples; ++sample) {
    NonNegativeLeastSquares squares;
    for (std::size_t i = 0; i < observations.size(); ++i) {
      squares.add(observations[random() % observations.size()]);
    }
    solutions.push_back(squares.solve());
  }
  return solutions;
}

}  // namespace

std::vector<CostObservation> observations_of(const json& server_report, const json& load_report) {
  std::vector<CostObservation> observations;
  CostObservation workers;
  count_events(server_report.at("emulation"), workers.counts, 1);
  for (const json& worker : server_report.at("workers")) {
    workers.cpu_ns += worker.at("cpu_seconds").get<double>() * 1e9;
  }
  for (const json& other : server_report.at("other_threads")) {
    CostObservation kind;
    kind.cpu_ns = other.at("cpu_seconds").get<double>() * 1e9;
    count_events(other.at("emulation"), kind.counts, 1);
    count_events(other.at("emulation"), workers.counts, -1);
    observations.push_back(kind);
  }
  observations.push_back(workers);
  CostObservation client;
  client.cpu_ns = load_report.at("cpu_seconds").get<double>() * 1e9;
  count_events(load_report.at("emulation"), client.counts, 1);
  observations.push_back(client);
  std::erase_if(observations, [](const CostObservation& observation) {
    const bool nothing_counted =
        std::ranges::none_of(observation.counts, [](double n) { return n > 0; });
    return observation.cpu_ns < least_cpu_ns || nothing_counted;
  });
  return observations;
}

MeasuredCosts fit_costs(std::span<const CostObservation> measured, std::uint64_t seed) {
  MeasuredCosts costs{};
  const auto observations = without_rare_events(measured);
  if (observations.empty()) return costs;
  const Values best = solve(observations);
  const auto samples = bootstrap(observations, seed);
  for (std::size_t i = 0; i < event_count; ++i) {
    std::vector<double> values;
    values.reserve(samples.size());
    for (const Values& sample : samples) values.push_back(sample[i]);
    std::ranges::sort(values);
    const auto at = [&](double quantile) {
      return values[static_cast<std::size_t>(quantile * static_cast<double>(values.size() - 1))];
    };
    costs[i] = {.ns = best[i], .low = at(0.025), .high = at(0.975)};
  }
  return costs;
}

}  // namespace dispatchbench
