#include "experiments/runner/advice/description.hpp"

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/units.hpp"

namespace dispatchbench::runner {
namespace {

std::string limits() {
  return fmt::format(
      "advice ends at {} cores, {} connections, bodies of {} kB, loads of {} to {} and a mean "
      "demand of {:.0f} us to {:.0f} s",
      AdviceLimits::cores, AdviceLimits::connections, AdviceLimits::body_bytes / 1000,
      AdviceLimits::least_load, AdviceLimits::most_load, AdviceLimits::least_demand_seconds * 1e6,
      AdviceLimits::most_demand_seconds);
}

}  // namespace

void refuse_beyond_limits(const Description& description, double mean_demand_seconds) {
  const auto refuse = [](const std::string& what) { throw UsageError("{}: {}", what, limits()); };
  if (description.cores > AdviceLimits::cores) refuse(fmt::format("{} cores", description.cores));
  if (description.connections > AdviceLimits::connections) {
    refuse(fmt::format("{} connections", description.connections));
  }
  if (description.body_bytes > AdviceLimits::body_bytes) {
    refuse(fmt::format("bodies of {} B", description.body_bytes));
  }
  if (!(mean_demand_seconds >= AdviceLimits::least_demand_seconds &&
        mean_demand_seconds <= AdviceLimits::most_demand_seconds)) {
    refuse(fmt::format("a mean demand of {} s", mean_demand_seconds));
  }
  if (!(description.load >= AdviceLimits::least_load &&
        description.load <= AdviceLimits::most_load)) {
    refuse(fmt::format("a load of {:.3g}", description.load));
  }
}

Workload workload_of(const Description& description) {
  Workload workload;
  workload.name = "described";
  workload.connections_per_core = static_cast<double>(description.connections) / description.cores;
  workload.threads_per_core = description.threads_per_core;
  workload.blocked_share = description.blocked_share;
  workload.server = {{"demand", "emulate"}};
  if (!description.trace.empty()) {
    workload.load = {{"trace", description.replayed}};
    workload.traced = description.traced;
    return workload;
  }
  workload.load = {{"demand", description.demand},
                   {"body-size", fmt::format("{}B", description.body_bytes)}};
  if (description.requests_per_connection) {
    workload.load["split"] = "shared";
    workload.load["requests-per-connection"] = *description.requests_per_connection;
  } else {
    workload.load["skew"] = "zipf:0";
  }
  return workload;
}

std::string text_of(const Description& description) {
  std::string text = fmt::format("{} connections", description.connections);
  if (description.requests_per_connection) {
    text +=
        fmt::format(" of {} each", format_count(*description.requests_per_connection, "request"));
  } else if (description.trace.empty()) {
    text = fmt::format("{} kept connections", description.connections);
  }
  text += " on " + format_count(description.cores, "core");
  if (description.threads_per_core > 1) {
    text += fmt::format(" with {} threads each", description.threads_per_core);
  }
  text += description.trace.empty() ? fmt::format(", demand {}", description.demand)
                                    : fmt::format(", as in {}", description.trace);
  if (description.blocked_share > 0) {
    text += fmt::format(", {:.3g} % of it blocking", 100 * description.blocked_share);
  }
  return text + fmt::format(", load {:.3g}", description.load);
}

}  // namespace dispatchbench::runner
