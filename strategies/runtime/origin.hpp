// Where a connection comes from, as the kernel has it.
#pragma once

#include "strategies/placement/placement.hpp"

namespace dispatchbench {

/// Of a connected TCP socket; 0 for what the kernel does not say. Two system calls.
Origin origin_of(int socket) noexcept;

}  // namespace dispatchbench
