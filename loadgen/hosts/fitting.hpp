// How many connections a load can have where each process has limits of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "loadgen/hosts/communicator.hpp"
#include "loadgen/options/options.hpp"

namespace dispatchbench::loadgen {

/// Connections that are opened as they are needed become so few, everywhere, that the part of each
/// process is within its `most` (0: not known). All processes call it, with the same options. At
/// rank 0 what is to be said of that, if it makes a difference.
std::optional<std::string> fit_connections_of_all(Communicator& communicator, std::uint64_t most,
                                                  Options& options);

}  // namespace dispatchbench::loadgen
