// Whether all processes can go on. If one cannot, none does, and rank 0 says why.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loadgen/hosts/communicator.hpp"

namespace dispatchbench::loadgen {

/// The hosts' names by rank, at rank 0; elsewhere nothing. All processes call it.
std::vector<std::string> host_names(Communicator& communicator);

/// All processes call it, each with its own problem, empty if it has none. Nothing if nobody has
/// one. Otherwise at rank 0 the line to show, which names the rank and host unless all say the
/// same, and elsewhere an empty one.
std::optional<std::string> problem_of_any(Communicator& communicator, std::string_view own);

/// Likewise, with what must be the same everywhere: the problem is that a rank has something else.
std::optional<std::string> problem_unless_same(Communicator& communicator, std::string_view own);

/// Likewise: the problem is that two processes that pin their threads are on one host, for both
/// would take its same processors.
std::optional<std::string> problem_of_pinning(Communicator& communicator, bool pinned);

}  // namespace dispatchbench::loadgen
