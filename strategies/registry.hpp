// The strategies there are. A row here brings a strategy into the command line, the lists, the
// conformance tests, the experiments that say "all", the figures and the tables.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "strategies/parts.hpp"

namespace dispatchbench {

/// One line of a strategy, for people and programs.
struct StrategyName {
  std::string_view name;
  std::string_view summary;    ///< one line, for people
  bool single_worker = false;  ///< has one worker whatever --threads says
  /// A worker serves one connection at a time, so --threads is the most at once; others wait.
  bool one_connection_each = false;
};

struct StrategyRow : StrategyName {
  std::optional<Parts> parts;               ///< none: it has a loop of its own
  std::vector<const BackendRow*> backends;  ///< it can wait with these; the first is its default
  bool placement_by_chance = false;         ///< nothing but chance decides who gets a connection
  std::string other_threads;                ///< what it starts besides its workers, for people
  std::unique_ptr<Strategy> (*own_loop)(const Environment&) = nullptr;

  /// `other_parts`, where they are given, instead of its own; only if it has parts.
  std::unique_ptr<Strategy> make(const Environment& environment,
                                 const std::optional<Parts>& other_parts = std::nullopt) const;
};

/// A row for a strategy of parts. Throws std::logic_error where one does not exist or the four do
/// not go together.
StrategyRow composed(const StrategyName& name, const Parts& parts);
StrategyRow composed(const StrategyName& name, std::string_view accept, std::string_view placement,
                     std::string_view handoff, std::string_view afterwards);

/// A row for a strategy with a loop of its own, which waits with nothing but `backend`.
StrategyRow own_loop(const StrategyName& name, std::string_view other_threads,
                     std::unique_ptr<Strategy> (*make)(const Environment&),
                     std::string_view backend = "epoll");

/// In the order of tables and figures.
std::span<const StrategyRow> strategies();

/// Null if there is none of that name.
const StrategyRow* find_strategy(std::string_view name);

}  // namespace dispatchbench
