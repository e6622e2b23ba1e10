// The registry of strategies and the tables of parts, as text.
#pragma once

#include <string>
#include <vector>

#include "strategies/registry.hpp"

namespace dispatchbench {

/// "single-reactor, reuseport, …"
std::string strategy_names();

/// Those that are made of parts.
std::string composed_strategy_names();

/// "asio, epoll"
std::string backend_names(const std::vector<const BackendRow*>& backends);

/// What --list-strategies prints: two lines each, or an array of {name, summary, backends, threads,
/// placement_by_chance, parts}, where parts is {accept, placement, handoff, afterwards} or null.
std::string list_strategies();
std::string list_strategies_as_json();

/// What --list-parts prints: by kind the name and summary of each, or {accept, placement, handoff,
/// afterwards, backend}, each an array of {name, summary}, and by_chance: whether nothing but
/// chance decides which worker a connection comes to where this one accepts or places it; null of a
/// placement that leaves it with whoever accepted it. Of a backend also why it is unavailable here,
/// or null.
std::string list_parts();
std::string list_parts_as_json();

}  // namespace dispatchbench
