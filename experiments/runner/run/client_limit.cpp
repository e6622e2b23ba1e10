#include "experiments/runner/run/client_limit.hpp"

#include <algorithm>
#include <utility>

namespace dispatchbench::runner {
namespace {

constexpr double most_delay = 0.1;      // of the p50 latency
constexpr double most_cpu_share = 0.9;  // of one processor

bool too_long(const std::map<std::string, double>& delays, double median_latency) {
  const auto p99 = delays.find("p99");
  return p99 != delays.end() && p99->second > most_delay * median_latency;
}

/// Once each: two of them may be on one host.
void add_hosts(const std::vector<LoadHost>& hosts, std::vector<std::string>& causes) {
  for (const LoadHost& host : hosts) {
    for (const std::string& bottleneck : host.bottlenecks) {
      std::string cause = host.host + ": " + bottleneck;
      if (std::ranges::find(causes, cause) == causes.end()) causes.push_back(std::move(cause));
    }
  }
}

}  // namespace

std::vector<std::string> client_was_late(const LoadReport& load) {
  std::vector<std::string> causes;
  const auto median_latency = load.latency.value_at(0.5);
  if (median_latency && too_long(load.send_delay, *median_latency)) {
    causes.emplace_back("it sent late");
  }
  if (median_latency && too_long(load.read_delay, *median_latency)) {
    causes.emplace_back("it read answers late");
  }
  const bool busy = std::any_of(
      load.threads.begin(), load.threads.end(),
      [](const ClientThread& thread) { return thread.cpu_share.value_or(0) > most_cpu_share; });
  if (busy) causes.emplace_back("a thread of it used up its processor");
  add_hosts(load.hosts, causes);
  return causes;
}

}  // namespace dispatchbench::runner
