// The registry of strategies, as text.
#pragma once

#include <string>

#include "strategies/registry.hpp"

namespace dispatchbench {

/// "single-reactor, reuseport, …"
std::string strategy_names();

/// "asio, epoll": those that the strategy can use.
std::string backend_names(const StrategyRow& row);

/// What --list-strategies prints: a line each, or an array of {name, summary, backends, threads,
/// placement_by_chance}.
std::string list_strategies();
std::string list_strategies_as_json();

}  // namespace dispatchbench
