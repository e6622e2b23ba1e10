#include "experiments/runner/spec/combination.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"

namespace dispatchbench::runner {
namespace {

/// loadgen's own default, which decides how many connections there are if nothing else does.
constexpr std::uint64_t default_load_threads = 32;

bool is_set(const Json& options, const std::string& name) {
  return options.contains(name) && options.at(name) != false;
}

Json merged(const Json& common, const Json& special, const Json& point, Program program) {
  Json options = common;
  options.update(special);
  const std::string prefix = fmt::format("{}.", name_of(program));
  for (const auto& [key, value] : point.items()) {
    if (key.starts_with(prefix)) options[key.substr(prefix.size())] = value;
  }
  return options;
}

/// Options that say what is measured: a peer that does not have them cannot stand beside the rest.
bool is_essential(const std::string& option) {
  return option == "null" || option == "store" || option.starts_with("emulate-");
}

/// Of the options for all rows a peer gets those that mean something to it.
Json taken_by(const Row& row, Json options) {
  if (!row.peer) return options;
  Json taken = Json::object();
  for (const auto& [name, value] : options.items()) {
    if (row.peer->takes(name) || is_essential(name)) taken[name] = value;
  }
  return taken;
}

[[noreturn]] void refuse(const Combination& combination, const std::string& what) {
  throw UsageError(fmt::format("row {}: {}", combination.row.name, what));
}

void check_peer(const Combination& combination, const Peer& peer) {
  for (const auto& [name, value] : combination.server.items()) {
    if (peer.takes(name) || !is_set(combination.server, name)) continue;
    const bool emulates = name.starts_with("emulate-");
    refuse(combination, fmt::format("server.{}: {}{} has only {}", name,
                                    emulates ? "peers cannot be emulated; " : "", peer.name,
                                    fmt::join(peer.options, ", ")));
  }
}

void check_server(const Combination& combination, const StrategyList& strategies) {
  const Json& server = combination.server;
  if (is_set(server, "store") == is_set(server, "null")) {
    refuse(combination, "expected one of server.store and server.null");
  }
  if (server.value("copy", "read") == "discard" && !is_set(server, "null")) {
    refuse(combination, "server.copy \"discard\": expected read or splice without server.null");
  }
  if (combination.row.peer) return check_peer(combination, *combination.row.peer);
  if (!server.contains("backend")) return;
  const Strategy* strategy = find_strategy(strategies, combination.row.strategy);
  const auto backend = server.at("backend").get<std::string>();
  if (strategy == nullptr || strategy->backends.empty()) return;
  const auto& backends = strategy->backends;
  if (std::find(backends.begin(), backends.end(), backend) == backends.end()) {
    refuse(combination, fmt::format("server.backend \"{}\": {} has {}", backend, strategy->name,
                                    fmt::join(backends, ", ")));
  }
}

void check_load(const Combination& combination) {
  const Json& load = combination.load;
  if (load.contains("requests") == load.contains("duration")) {
    refuse(combination, "expected one of load.requests and load.duration");
  }
  const auto connections = connections_of(load);
  if (const auto threads = load.value("threads", connections); connections < threads) {
    refuse(combination, fmt::format("load.connections {}: expected at least one a thread, {}",
                                    connections, threads));
  }
}

}  // namespace

std::uint64_t connections_of(const Json& load) {
  return load.value("connections", load.value("threads", default_load_threads));
}

std::vector<Json> points_of(const std::vector<Variation>& vary) {
  std::vector<Json> points{Json::object()};
  for (const Variation& variation : vary) {
    std::vector<Json> finer;
    for (const Json& point : points) {
      for (const Json& value : variation.values) {
        finer.push_back(point);
        finer.back()[variation.key] = value;
      }
    }
    points = std::move(finer);
  }
  return points;
}

std::vector<Combination> combinations_of(const Experiment& experiment) {
  std::vector<Combination> combinations;
  for (const Json& point : points_of(experiment.vary)) {
    for (const Row& row : experiment.rows) {
      combinations.push_back(
          {row, point, taken_by(row, merged(experiment.server, row.server, point, Program::server)),
           merged(experiment.load, row.load, point, Program::load)});
    }
  }
  return combinations;
}

void check_combination(const Combination& combination, const StrategyList& strategies) {
  check_server(combination, strategies);
  check_load(combination);
}

}  // namespace dispatchbench::runner
