#include "experiments/runner/advice/traced.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "workload/trace.hpp"

namespace dispatchbench::runner {
namespace {

double lasts_seconds(const workload::Trace& trace) {
  return static_cast<double>(trace.requests.back().at_ns) * 1e-9;
}

std::uint64_t largest_body(const workload::Trace& trace) {
  std::uint64_t bytes = 0;
  for (const workload::TracedRequest& request : trace.requests) {
    bytes = std::max(bytes, request.body_bytes);
  }
  return bytes;
}

Traced traced_of(const workload::Trace& trace) {
  double demand_ns = 0;
  double squares = 0;
  double bytes = 0;
  for (const workload::TracedRequest& request : trace.requests) {
    const auto demand = static_cast<double>(request.demand_ns);
    demand_ns += demand;
    squares += demand * demand;
    bytes += static_cast<double>(request.body_bytes);
  }
  const auto count = static_cast<double>(trace.requests.size());
  const double mean = demand_ns / count;
  const double variation = mean > 0 ? std::max(0.0, squares / count / (mean * mean) - 1) : 0;
  return {trace.requests.size(), count / lasts_seconds(trace), mean, variation, bytes / count};
}

}  // namespace

Description described_by_trace(const std::filesystem::path& file, const std::string& named,
                               std::string_view option) {
  std::ifstream text(file, std::ios::binary);
  if (!text) refuse_option(option, named, "a trace that can be read");
  const workload::Trace trace = workload::read_trace(text, named);
  const Traced traced = traced_of(trace);
  if (traced.mean_demand_ns <= 0 || lasts_seconds(trace) <= 0) {
    refuse_option(option, named,
                  option == "access-log"
                      ? "more than one time, and with --format how long requests took, as "
                        "$request_time or %D"
                      : "demand_seconds above 0 and more than one time");
  }
  Description description;
  description.connections = trace.places;
  description.demand = fmt::format("{:.0f}us", std::max(1.0, traced.mean_demand_ns / 1000));
  if (trace.connections > trace.places) {
    description.requests_per_connection =
        std::max<std::uint64_t>(1, trace.requests.size() / trace.connections);
  }
  description.body_bytes = largest_body(trace);
  description.trace = named;
  description.replayed = file.string();
  description.traced = traced;
  return description;
}

}  // namespace dispatchbench::runner
