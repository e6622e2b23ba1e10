#include "experiments/runner/advice/changed_loads.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/units.hpp"

namespace dispatchbench::runner {
namespace {

/// More take long to simulate, and change nothing any more.
constexpr std::uint64_t most_connections_varied = 20'000;

}  // namespace

std::vector<ChangedLoad> changed_loads(const Description& asked) {
  std::vector<ChangedLoad> all;
  const auto add = [&](const std::string& what, auto change) {
    Description changed = asked;
    change(changed);
    all.push_back({what, changed});
  };
  for (const double load : {0.5, 0.9}) {
    if (std::abs(load - asked.load) < 0.05) continue;
    add(fmt::format("load {}", load), [&](Description& changed) { changed.load = load; });
  }
  for (const unsigned cores : {asked.cores / 2, asked.cores * 2}) {
    if (cores == 0 || cores > AdviceLimits::cores) continue;
    add(format_count(cores, "core"), [&](Description& changed) { changed.cores = cores; });
  }
  if (!asked.trace.empty()) return all;
  for (const std::uint64_t connections : {asked.connections / 10, asked.connections * 10}) {
    if (connections == 0 || connections > most_connections_varied) continue;
    add(format_count(connections, "connection"),
        [&](Description& changed) { changed.connections = connections; });
  }
  if (asked.requests_per_connection) {
    add("kept connections",
        [](Description& changed) { changed.requests_per_connection = std::nullopt; });
  } else {
    add("a connection per request",
        [](Description& changed) { changed.requests_per_connection = 1; });
  }
  return all;
}

}  // namespace dispatchbench::runner
