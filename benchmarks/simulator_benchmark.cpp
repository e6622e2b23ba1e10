// How many simulated requests a second one core does, in each kind of server; and that ten million
// of them come to what theory says, within 1 %.
#include <cmath>
#include <cstdint>

#include <benchmark/benchmark.h>

#include "simulator/formulas.hpp"
#include "simulator/simulation.hpp"
#include "workload/arrivals.hpp"
#include "workload/demand.hpp"

namespace {

using namespace dispatchbench;
using namespace dispatchbench::simulator;

constexpr std::uint32_t connections = 800;
constexpr double load = 0.8;
constexpr double service_ns = 5e6;

struct Case {
  const char* strategy;
  std::uint32_t workers = 16;
  bool constant = false;
  std::uint64_t requests = 1'000'000;
};

/// Poisson arrivals and exponential or constant demands, each on whichever connection is free.
class OpenLoad final : public Load {
 public:
  explicit OpenLoad(const Case& which)
      : requests_(which.requests),
        arrivals_({.kind = workload::ArrivalShape::Kind::poisson},
                  load * which.workers * 1e9 / service_ns, seed),
        demand_(workload::parse_demand(which.constant ? "5ms" : "exponential:5ms").value()) {}

  std::optional<Request> next(std::uint32_t, std::int64_t) override {
    if (number_ == requests_) return std::nullopt;
    const std::uint64_t k = number_++;
    const auto demand_ns = demand_.at(seed, workload::Stream::demand, k);
    return Request{k, arrivals_.due_ns(k), 0, static_cast<std::int64_t>(demand_ns)};
  }

 private:
  static constexpr std::uint64_t seed = 1;

  std::uint64_t requests_;
  workload::Arrivals arrivals_;
  workload::Distribution demand_;
  std::uint64_t number_ = 0;
};

double mean_ns(const Case& which) {
  SimulationSetting setting{.model = model_of(*find_strategy(which.strategy))};
  setting.server.workers = which.workers;
  setting.connections = connections;
  OpenLoad arrivals(which);
  return Simulation(setting).run(arrivals).latency.mean();
}

void simulated_requests(benchmark::State& state, const char* strategy) {
  const Case which{.strategy = strategy};
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(mean_ns(which));
  state.SetItemsProcessed(static_cast<std::int64_t>(which.requests) * state.iterations());
}

void against_theory(benchmark::State& state, const Case& which, double mean_expected_ns) {
  for ([[maybe_unused]] auto _ : state) {
    const double off = mean_ns(which) / mean_expected_ns - 1;
    state.counters["off_percent"] = 100 * off;
    if (std::abs(off) > 0.01) state.SkipWithError("more than 1 % off");
  }
}

constexpr std::uint64_t many = 10'000'000;
constexpr auto unit = benchmark::kMillisecond;

BENCHMARK_CAPTURE(simulated_requests, dealt, "unpark-queue")->Unit(unit);
BENCHMARK_CAPTURE(simulated_requests, hashed, "reuseport")->Unit(unit);
BENCHMARK_CAPTURE(simulated_requests, shared, "threads-epoll")->Unit(unit);
BENCHMARK_CAPTURE(simulated_requests, stealing, "work-stealing")->Unit(unit);

BENCHMARK_CAPTURE(against_theory, m_m_1, Case{"single-reactor", 1, false, many},
                  mm1_mean_sojourn(load, service_ns))
    ->Unit(unit)
    ->Iterations(1);
BENCHMARK_CAPTURE(against_theory, m_d_1, Case{"single-reactor", 1, true, many},
                  md1_mean_sojourn(load, service_ns))
    ->Unit(unit)
    ->Iterations(1);
BENCHMARK_CAPTURE(against_theory, m_m_16_shared, Case{"threads-epoll", 16, false, many},
                  mmk_mean_sojourn(16, load, service_ns))
    ->Unit(unit)
    ->Iterations(1);
BENCHMARK_CAPTURE(against_theory, m_m_16_stealing, Case{"work-stealing", 16, false, many},
                  mmk_mean_sojourn(16, load, service_ns))
    ->Unit(unit)
    ->Iterations(1);

}  // namespace

BENCHMARK_MAIN();
