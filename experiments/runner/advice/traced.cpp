#include "experiments/runner/advice/traced.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "workload/trace.hpp"

namespace dispatchbench::runner {

Description described_by_trace(const std::filesystem::path& file) {
  std::ifstream text(file, std::ios::binary);
  if (!text) refuse_option("trace", file.string(), "a trace that can be read");
  const workload::Trace trace = workload::read_trace(text, file.string());
  double demand_ns = 0;
  std::uint64_t bytes = 0;
  for (const workload::TracedRequest& request : trace.requests) {
    demand_ns += static_cast<double>(request.demand_ns);
    bytes = std::max(bytes, request.body_bytes);
  }
  const auto count = static_cast<double>(trace.requests.size());
  const double lasts_seconds = static_cast<double>(trace.requests.back().at_ns) * 1e-9;
  if (demand_ns <= 0 || lasts_seconds <= 0) {
    refuse_option("trace", file.string(),
                  "demand_seconds above 0 and more than one time; of an access log that has "
                  "$request_time");
  }
  Description description;
  description.connections = trace.places;
  description.demand = fmt::format("{:.0f}us", std::max(1.0, demand_ns / count / 1000));
  if (trace.connections > trace.places) {
    description.requests_per_connection =
        std::max<std::uint64_t>(1, trace.requests.size() / trace.connections);
  }
  description.body_bytes = bytes;
  description.trace = file.string();
  description.traced = Traced{count / lasts_seconds, demand_ns / count};
  return description;
}

}  // namespace dispatchbench::runner
