#include "experiments/runner/run/planned_load.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/units.hpp"

namespace dispatchbench::runner {
namespace {

/// The share of the real processors that may be needed; this project's own convention.
constexpr double most_planned_share = 0.6;

/// Client and server that use no more than half of that are not held up by the machine.
constexpr double share_at_ease = most_planned_share / 2;

/// How many cores can be busy at once: one a worker, and no more than there are connections.
double busy_cores(const ServerReport& server, const LoadOptions& load) {
  const auto workers = static_cast<double>(server.workers.size());
  return std::min(workers, load.connection_count().value_or(workers));
}

/// A connection's cost to whoever accepts it, shared out over its requests.
double accept_seconds(const ServerOptions& server, const LoadOptions& load) {
  const double requests = load.requests_per_connection.value_or(0);
  const auto each = parse_duration(server.emulate_accept.value_or(""));
  return each && requests > 0 ? std::chrono::duration<double>(*each).count() / requests : 0;
}

double processors_of(const MachineUse& machine) {
  const auto processors = static_cast<double>(machine.processors.value_or(0));
  return std::min(processors, machine.cpu_quota.value_or(processors));
}

/// Of the real processors, what so many requests/s need by what one took in this run.
std::optional<double> share_needed(const MeasuredRun& run, double rate) {
  const CpuCosts costs = cpu_costs(run);
  const double processors = processors_of(run.machine);
  if (!costs.server_per_request || !costs.client_per_request || processors <= 0) {
    return std::nullopt;
  }
  const double client = run.hosts ? 0 : *costs.client_per_request;  // on processors of its own
  return rate / run.dilation() * (*costs.server_per_request + client) / processors;
}

/// A closed loop may be kept from what was planned by the one thread that accepts, by workers
/// without a connection or by the client: the machine had room then. An open loop asks for its rate
/// anyway.
bool held_up_otherwise(const MeasuredRun& run) {
  const LoadReport& load = *run.load.report;
  if (load.open_rate() || run.machine.idle_fraction.value_or(0) < 1 - most_planned_share) {
    return false;
  }
  return share_needed(run, load.requests_per_second).value_or(1) <= share_at_ease;
}

}  // namespace

double emulated_seconds(const ServerOptions& options, double bytes) {
  double seconds = 0;
  if (const auto rate = parse_rate(options.emulate_core.value_or(""))) {
    seconds += bytes / static_cast<double>(*rate);
  }
  if (const auto each = parse_duration(options.emulate_request.value_or(""))) {
    seconds += std::chrono::duration<double>(*each).count();
  }
  return seconds;
}

std::optional<double> planned_rate(const MeasuredRun& run) {
  const LoadReport& load = *run.load.report;
  if (load.open_rate()) return load.open_rate();
  // What a request asks for besides its bytes, or what comes between two, is not known here.
  const LoadOptions& options = load.options;
  if (options.demand || options.think || options.mix || options.trace) return std::nullopt;
  if (!run.server.report || load.requests == 0) return std::nullopt;
  const double body = load.bytes_sent.value_or(0) / static_cast<double>(load.requests);
  const ServerReport& server = *run.server.report;
  const double seconds =
      emulated_seconds(server.options, body) + accept_seconds(server.options, options);
  if (seconds <= 0) return std::nullopt;
  return busy_cores(server, options) / seconds;
}

std::optional<double> planned_share(const MeasuredRun& run) {
  const auto rate = planned_rate(run);
  return rate ? share_needed(run, *rate) : std::nullopt;
}

bool beyond_machine(const MeasuredRun& run) {
  return planned_share(run).value_or(0) > most_planned_share && !held_up_otherwise(run);
}

std::string why_beyond_machine(const MeasuredRun& run) {
  const auto share = planned_share(run);
  // It was marked by an earlier version, which reckoned otherwise.
  if (!share || *share <= most_planned_share) {
    return "its planned rate needs too much of the processors";
  }
  return fmt::format(
      "its planned {:.0f} requests/s need {:.0f} % of {:g} processors{}, and with "
      "over {:.0f} % it would be these that are measured: plan a lower rate or slower cores",
      *planned_rate(run), 100 * *share, processors_of(run.machine),
      run.hosts ? "" : ", client included", 100 * most_planned_share);
}

}  // namespace dispatchbench::runner
