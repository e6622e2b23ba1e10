// Which sockets listen at an address, this process's and those of others.
#pragma once

#include <cstddef>
#include <vector>

#include "strategies/runtime/listener.hpp"

namespace dispatchbench {

/// How many there are in this network, of all processes, each with this very address.
std::size_t count_listeners_at(const ListenAddress& address);

/// Descriptors of this process, which may listen elsewhere too. Throws std::filesystem_error where
/// there is no /proc.
std::vector<int> own_listeners_at(const ListenAddress& address);

/// Whether connections wait there to be accepted.
bool something_waits_at(int listener);

}  // namespace dispatchbench
