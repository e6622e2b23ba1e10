// The strategies there are. A row here brings a strategy into the command line, the lists, the
// conformance tests, the experiments that say "all", the figures and the tables.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "strategies/strategy.hpp"

namespace dispatchbench {

struct StrategyRow {
  std::string_view name;
  std::string_view summary;          ///< one line, for people
  std::vector<Backend> backends;     ///< it can wait with these; the first is its default
  bool single_worker = false;        ///< has one worker whatever --threads says
  bool placement_by_chance = false;  ///< nothing but chance decides who gets a connection
  std::string_view other_threads;    ///< what it starts besides its workers, for people
  std::unique_ptr<Strategy> (*make)(const Environment&);
};

/// In the order of tables and figures.
std::span<const StrategyRow> strategies();

/// Null if there is none of that name.
const StrategyRow* find_strategy(std::string_view name);

}  // namespace dispatchbench
