// Programs that choose among the listening sockets of a port instead of the kernel's hash.
#pragma once

#include <cstddef>
#include <functional>

namespace dispatchbench {

/// For Listener::Options::prepare of the first of `listeners` sockets with SO_REUSEPORT: the socket
/// of the number, in the order in which they begin to listen, of the processor that receives a
/// connection, modulo their number. Throws std::system_error where the kernel has no such programs.
std::function<void(int socket)> choose_by_cpu(std::size_t listeners);

/// The same, with any socket, all equally likely; of so many from the one of the number `first` on.
/// Also for a socket that listens, where there are others before. Where a number is no socket's,
/// the hash chooses.
std::function<void(int socket)> choose_at_random(std::size_t listeners, std::size_t first = 0);

}  // namespace dispatchbench
