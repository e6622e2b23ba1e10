// The strategies dispatch_server has, as it lists them itself.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

struct Strategy {
  std::string name;
  std::string summary;
  std::vector<std::string> backends;
  bool placement_by_chance = false;  ///< nothing but chance decides which worker gets a connection
};

/// In the registry's order, which all output keeps.
using StrategyList = std::vector<Strategy>;

/// Reads [{name, summary, backends, placement_by_chance, …}]. Throws std::runtime_error if it is
/// anything else or empty.
StrategyList parse_strategies(const Json& list);

/// Asks `server --list-strategies --json`. Throws std::runtime_error if it does not answer.
StrategyList list_strategies(const std::filesystem::path& server);

/// Null if there is none of that name.
const Strategy* find_strategy(const StrategyList& strategies, const std::string& name);

/// "single-reactor, reuseport, …"
std::string names_of(const StrategyList& strategies);

}  // namespace dispatchbench::runner
