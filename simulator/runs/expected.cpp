#include "simulator/runs/expected.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/each.hpp"
#include "simulator/formulas.hpp"
#include "simulator/quantile.hpp"

namespace dispatchbench::simulator {
namespace {

/// What is offered to the server.
struct Offered {
  double rate = 0;     ///< a second
  double service = 0;  ///< mean, seconds
  double squared_variation = 0;

  bool exponential() const noexcept { return squared_variation == 1; }
  bool constant() const noexcept { return squared_variation == 0; }
  char letter() const noexcept { return exponential() ? 'M' : constant() ? 'D' : 'G'; }
};

bool nothing_else_costs(const RunInput& input) {
  return !input.setting.machine.costs.any();
}

bool on_any_connection(const RunInput& input) {
  return input.load.spread.zipf == 0.0 || input.setting.model.queues() == Queues::one ||
         input.setting.server.workers == 1;
}

/// Work is interrupted for that of other threads: no longer first come, first served.
bool in_slices(const RunInput& input) {
  return input.setting.machine.slice_ns > 0 &&
         cores_of(input.setting) < input.setting.server.workers;
}

std::optional<Offered> offered_by(const RunInput& input) {
  using Kind = workload::ArrivalShape::Kind;
  const loadgen::Options& load = input.load;
  const bool poisson = load.rate > 0 && load.arrivals.kind == Kind::poisson;
  const double variation = load.demand.squared_variation();
  if (!poisson || load.requests_per_connection != 0 || load.demand.none() ||
      !std::isfinite(variation) || !nothing_else_costs(input) || in_slices(input)) {
    return std::nullopt;
  }
  return Offered{load.rate, load.demand.mean() * 1e-9, variation};
}

std::optional<double> quantile_of_one_queue(const Offered& offered, unsigned workers, double load,
                                            double share) {
  if (offered.exponential()) return mmk_sojourn_quantile(workers, load, offered.service, share);
  if (offered.constant() && workers == 1) {
    return md1_sojourn_quantile(load, offered.service, share);
  }
  return std::nullopt;
}

std::optional<Expected> one_queue(const Offered& offered, unsigned workers) {
  const double load = offered.rate * offered.service / workers;
  if (load >= 1) return std::nullopt;
  Expected expected{fmt::format("M/{}/{}", offered.letter(), workers), {}};
  expected.latency.mean_seconds =
      mgk_mean_sojourn(workers, load, offered.service, offered.squared_variation);
  for (const auto& [share, seconds] : percentiles_told) {
    expected.latency.*seconds = quantile_of_one_queue(offered, workers, load, share);
  }
  return expected;
}

/// The chance that a sojourn at one of the queues is longer.
double above(const Offered& offered, double load, double time) {
  if (offered.exponential()) return std::exp(-time * (1 - load) / offered.service);
  return 1 - md1_wait_at_most(load, offered.service, time - offered.service);
}

std::optional<Expected> queue_each(const Offered& offered, const std::vector<double>& shares) {
  if (shares.empty()) return std::nullopt;
  const auto loads =
      each(shares, [&](double share) { return share * offered.rate * offered.service; });
  if (std::any_of(loads.begin(), loads.end(), [](double load) { return load >= 1; })) {
    return std::nullopt;
  }
  Expected expected{fmt::format("{} x M/{}/1", shares.size(), offered.letter()), {}};
  for (std::size_t i = 0; i < shares.size(); ++i) {
    expected.latency.mean_seconds +=
        shares[i] * mg1_mean_sojourn(loads[i], offered.service, offered.squared_variation);
  }
  if (!offered.exponential() && !offered.constant()) return expected;
  const auto longer = [&](double time) {
    double chance = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      chance += shares[i] * above(offered, loads[i], time);
    }
    return chance;
  };
  for (const auto& [share, seconds] : percentiles_told) {
    expected.latency.*seconds = time_where(longer, 1 - share, offered.service);
  }
  return expected;
}

}  // namespace

std::vector<double> shares_of(std::vector<double> connections) {
  const double all = std::accumulate(connections.begin(), connections.end(), 0.0);
  if (all <= 0) return {};
  for (double& share : connections) share /= all;
  return connections;
}

std::optional<Expected> expected_of(const RunInput& input, const std::vector<double>& shares) {
  const auto offered = offered_by(input);
  const Queues queues = input.setting.model.queues();
  if (!offered || queues == Queues::changing || !on_any_connection(input)) return std::nullopt;
  const unsigned cores = cores_of(input.setting);
  if (queues == Queues::one || cores == 1) return one_queue(*offered, cores);
  if (cores < input.setting.server.workers) return std::nullopt;  // neither one queue nor one each
  return queue_each(*offered, shares);
}

Ideals ideals_of(const RunInput& input) {
  const auto offered = offered_by(input);
  if (!offered) return {};
  const unsigned cores = cores_of(input.setting);
  const std::vector<double> equal(cores, 1.0 / cores);
  return {one_queue(*offered, cores), queue_each(*offered, equal)};
}

}  // namespace dispatchbench::simulator
