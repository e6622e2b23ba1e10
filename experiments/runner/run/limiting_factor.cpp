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

/// Of this machine's processors, those that the programs were bound to.
bool on_some_processors(const MeasuredRun& run) {
  return run.emulation && !emulated(run);
}

/// The share of the processors that nothing used.
std::optional<double> idle_fraction(const MeasuredRun& run) {
  if (!on_some_processors(run) || !run.client_shares_cores()) return run.machine.idle_fraction;
  const LoadReport& load = *run.load.report;
  const double all = load.seconds() * run.emulation->cores;
  if (!load.cpu_seconds || !run.server.cpu_seconds || all <= 0) return std::nullopt;
  return std::max(0.0, 1 - (*load.cpu_seconds + *run.server.cpu_seconds) / all);
}

double life_of(const ServerReport& server) {
  return static_cast<double>(server.stopped_ns - server.started_ns) / 1e9;
}

/// Processor time is measured, and that of an emulation is not D times as short as what was
/// charged.
double busy_seconds(const OtherThreads& thread, const MeasuredRun& run) {
  return thread.cpu_seconds / run.dilation() + thread.emulated_seconds;
}

/// Emulated cores that a client on them, and threads that are no workers, took in the mean.
double taken_by_others(const MeasuredRun& run) {
  if (!run.client_shares_cores() || !emulated(run) || !run.server.report) return 0;
  const ServerReport& server = *run.server.report;
  const double life = life_of(server);
  if (life <= 0) return 0;
  double seconds = run.load.report->emulation.value_or(ClientEmulation()).charged_seconds;
  for (const OtherThreads& thread : server.other_threads) seconds += thread.emulated_seconds;
  return seconds / life;
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
  if (options.machine_cores) {
    return std::min(*threads, std::max(1.0, *options.machine_cores - taken_by_others(run)));
  }
  if (emulated(run)) return threads;
  if (on_some_processors(run)) return std::min<double>(*threads, run.emulation->cores);
  if (!run.machine.processors) return std::nullopt;
  const auto processors = static_cast<double>(*run.machine.processors);
  return std::min({*threads, processors, run.machine.cpu_quota.value_or(processors)});
}

bool acceptor_bound(const MeasuredRun& run) {
  if (!run.server.report) return false;
  const ServerReport& server = *run.server.report;
  const double life = life_of(server);
  return life > 0 && std::ranges::any_of(server.other_threads, [&](const OtherThreads& thread) {
           return thread.name == "acceptor" && busy_seconds(thread, run) >= acceptor_busy * life;
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
  if (!emulated(run) && idle_fraction(run).value_or(0) < idle_cores) return false;
  if (run.load.report->open_rate()) return one_is_busy(run);
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

/// Also where the client took a part of the cores.
bool core_bound(const MeasuredRun& run) {
  if (!emulated(run)) return false;
  const double share = utilization_of(run).of_cores.value_or(0);
  const ServerOptions options = server_options(run);
  if (!run.client_shares_cores() || !options.machine_cores) return share >= emulated_cores_busy;
  const double workers = share * std::min(options.threads.value_or(0), *options.machine_cores);
  return workers + taken_by_others(run) >= emulated_cores_busy * *options.machine_cores;
}

}  // namespace

std::string limiting_factor(const MeasuredRun& run) {
  if (!run.load.report) return {};
  const auto idle = idle_fraction(run);
  if (idle && *idle < machine_idle) return "machine-bound";
  if (client_bound(run)) return "client-bound";
  if (acceptor_bound(run)) return "acceptor-bound";
  if (run.client_shares_cores() && core_bound(run)) return "core-bound";
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
