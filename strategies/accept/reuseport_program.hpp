// Programs that choose among the listening sockets of a port instead of the kernel's hash.
#pragma once

#include <cstddef>
#include <functional>

namespace dispatchbench {

/// Gives a program to the group of the socket that it is called with, in place of the one the group
/// had. For Listener::Options::prepare of the first of the sockets, or for one that listens. Throws
/// std::system_error where the kernel has no such programs.
using GiveProgram = std::function<void(int socket)>;

/// Makes one that chooses among `listeners` sockets with SO_REUSEPORT, counted from the one of the
/// number `first` on, in the order in which they began to listen. Where a number is no socket's,
/// the hash chooses.
using ReuseportProgram = GiveProgram(std::size_t listeners, std::size_t first);

/// The socket of the number of the processor that receives a connection, modulo theirs.
ReuseportProgram choose_by_cpu;

/// Any of them, all equally likely.
ReuseportProgram choose_at_random;

}  // namespace dispatchbench
