// What the system must allow before a load can start. Each throws std::runtime_error, one line that
// says what is needed, what there is, and what to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "loadgen/options/options.hpp"

namespace dispatchbench::loadgen {

/// For how many connections there are open files and ports beside what so many threads of this
/// process take, and `others` to come; 0 if there are none, or that is not known.
std::uint64_t connections_possible(unsigned threads, unsigned others = 0);

/// Connections that are opened as they are needed become no more than `most`, which is what files
/// and ports allow; 0: they stay as they are. What is to be said of that, if it makes a difference.
std::optional<std::string> fit_auto_connections(Options& options, std::uint64_t most);

/// Raises the soft limit of open files as far as this process's part of the load needs it.
void allow_open_files(unsigned connections, unsigned threads);

/// A client has one port a connection to the same server.
void check_ports(unsigned connections);

}  // namespace dispatchbench::loadgen
