#include "experiments/runner/run/limiting_factor.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/affinity.hpp"
#include "experiments/runner/results/utilization.hpp"

namespace dispatchbench::runner {
namespace {

constexpr double machine_idle = 0.05;
constexpr double processors_busy = 0.95;
constexpr double emulated_cores_busy = 0.9;
constexpr double uneven_time = 0.5;
constexpr double idle_cores = 0.25;
constexpr double acceptor_busy = 0.8;
constexpr double worker_busy = 0.9;
constexpr double above_mean = 1.25;
constexpr double threads_blocked = 0.5;

/// The processors that a program was pinned to; empty if to none.
std::vector<int> pinned(const std::optional<std::string>& pin) {
  return pin ? parse_cpu_list(*pin).value_or(std::vector<int>()) : std::vector<int>();
}

bool overlap(const std::vector<int>& a, const std::vector<int>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](int cpu) { return std::find(b.begin(), b.end(), cpu) != b.end(); });
}

ServerOptions server_options(const MeasuredRun& run) {
  return run.server.report ? run.server.report->options : ServerOptions();
}

bool emulated(const MeasuredRun& run) {
  return server_options(run).emulates_cores();
}

bool client_bound(const MeasuredRun& run) {
  if (emulated(run)) return false;  // its processors' time is not that of the machine
  const LoadReport& load = *run.load.report;
  const auto servers = pinned(server_options(run).pin);
  const auto clients = pinned(load.options.pin);
  if (servers.empty() || clients.empty() || overlap(servers, clients)) return false;
  const double window = load.seconds();
  if (!load.cpu_seconds || !run.server.cpu_seconds || window <= 0) return false;
  return *load.cpu_seconds >= processors_busy * window * static_cast<double>(clients.size()) &&
         *run.server.cpu_seconds < processors_busy * window * static_cast<double>(servers.size());
}

/// Cores that the workers could have kept busy, emulated or real, with the connections there were.
std::optional<double> cores_given(const MeasuredRun& run) {
  const ServerOptions options = server_options(run);
  auto threads = options.threads;
  if (!threads) return threads;
  threads = std::min(*threads, run.load.report->options.connection_count().value_or(*threads));
  if (options.machine_cores) return std::min(*threads, *options.machine_cores);
  if (emulated(run)) return threads;
  if (!run.machine.processors) return std::nullopt;
  const auto processors = static_cast<double>(*run.machine.processors);
  return std::min({*threads, processors, run.machine.cpu_quota.value_or(processors)});
}

bool acceptor_bound(const MeasuredRun& run) {
  if (!run.server.report) return false;
  const ServerReport& server = *run.server.report;
  const double life = static_cast<double>(server.stopped_ns - server.started_ns) / 1e9;
  return life > 0 &&
         std::any_of(server.other_threads.begin(), server.other_threads.end(),
                     [life](const OtherThreads& thread) {
                       return thread.name == "acceptor" &&
                              thread.cpu_seconds + thread.emulated_seconds >= acceptor_busy * life;
                     });
}

/// A worker that is always busy while others are not sets the tail of an open loop.
bool one_is_busy(const MeasuredRun& run) {
  const Utilization use = utilization_of(run);
  return emulated(run) && use.mean && use.busiest_over_mean &&
         *use.busiest_over_mean >= above_mean && *use.mean * *use.busiest_over_mean >= worker_busy;
}

bool unevenly_used(const MeasuredRun& run) {
  // A worker that did not run on a real core may have had to leave it to the client.
  if (!emulated(run) && run.machine.idle_fraction.value_or(0) < idle_cores) return false;
  if (run.load.report->options.rate) return one_is_busy(run);
  const auto cores = cores_given(run);
  const BusySamples samples = busy_samples_of(run);
  if (!cores || samples.busy.empty()) return false;
  const auto uneven = std::count_if(samples.busy.begin(), samples.busy.end(), [&](auto busy) {
    return busy > 0 && *cores - static_cast<double>(busy) >= idle_cores * *cores;
  });
  return static_cast<double>(uneven) >= uneven_time * static_cast<double>(samples.busy.size());
}

/// By Little's law.
bool blocked(const MeasuredRun& run) {
  const ServerOptions server = server_options(run);
  const LoadReport& load = *run.load.report;
  if (server.demand != "block" || !load.options.demand || !server.threads) return false;
  const double inside = load.requests_per_second * load.latency.mean_nanoseconds() / 1e9;
  return inside >= threads_blocked * *server.threads;
}

bool core_bound(const MeasuredRun& run) {
  return emulated(run) && utilization_of(run).of_cores.value_or(0) >= emulated_cores_busy;
}

}  // namespace

std::string limiting_factor(const MeasuredRun& run) {
  if (!run.load.report) return {};
  const auto idle = run.machine.idle_fraction;
  if (idle && *idle < machine_idle) return "machine-bound";
  if (client_bound(run)) return "client-bound";
  if (acceptor_bound(run)) return "acceptor-bound";
  if (unevenly_used(run)) {
    return run.server.report->workers.size() > 1 ? "imbalance" : "strategy-bound";
  }
  if (blocked(run)) return "blocked";
  if (core_bound(run)) return "core-bound";
  return idle ? "not-saturated" : std::string();
}

std::string limit_of(const MeasuredRun& run) {
  return run.limited_by ? *run.limited_by : limiting_factor(run);
}

}  // namespace dispatchbench::runner
