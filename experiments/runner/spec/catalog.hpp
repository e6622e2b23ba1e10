// What an experiment may name: strategies and options, as the programs list them themselves, and
// peers, as their registry has them. Asked for once; nothing of it is known anywhere else.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/results/json.hpp"
#include "experiments/runner/spec/options.hpp"
#include "experiments/runner/spec/peer.hpp"

namespace dispatchbench::runner {

struct Strategy {
  std::string name;
  std::string summary;
  std::vector<std::string> backends;
  bool placement_by_chance = false;  ///< nothing but chance decides which worker gets a connection
};

/// In the registry's order, which all output keeps.
using StrategyList = std::vector<Strategy>;

struct Catalog {
  StrategyList strategies;
  ProgramOptions options;
  PeerList peers;
};

/// Reads [{name, summary, backends, placement_by_chance, …}]. Throws std::runtime_error if it is
/// anything else or empty.
StrategyList parse_strategies(const Json& list);

/// Asks both programs with --list-strategies and --list-options, and reads peers_file(). Throws
/// std::runtime_error if a program does not answer, UsageError if the registry of peers is wrong.
Catalog read_catalog(const Programs& programs);

/// Null if there is none of that name.
const Strategy* find_strategy(const StrategyList& strategies, const std::string& name);

/// "single-reactor, reuseport, …"
std::string names_of(const StrategyList& strategies);

}  // namespace dispatchbench::runner
