// Where the body of a request goes: from a socket to a file, in one of three ways.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "machine/costs.hpp"
#include "strategies/runtime/worker.hpp"

namespace dispatchbench {

enum class CopyMode : std::uint8_t {
  read,    ///< recv into the worker's buffer, then write
  splice,  ///< socket → the worker's pipe → file, without user space
  discard  ///< MSG_TRUNC: received and forgotten, nothing is written
};
std::string_view to_string(CopyMode mode) noexcept;
/// What each byte is charged as.
Event byte_event(CopyMode mode) noexcept;

struct Drained {
  enum class Outcome : std::uint8_t {
    moved,         ///< `bytes` of them
    would_block,   ///< nothing there now
    ended,         ///< the peer has closed, or the connection is broken
    target_failed  ///< `bytes` were received, not all of them written
  };
  Outcome outcome;
  std::size_t bytes = 0;
};

/// Moves at most `most` (> 0) bytes, in one step, from a non-blocking TCP socket to `target` (not
/// used by discard). The worker's pipe is empty before and after. Splicing falls back to reading
/// where the system has no pipe to give.
Drained drain_socket(CopyMode mode, int socket, int target, std::size_t most,
                     Worker& worker) noexcept;

}  // namespace dispatchbench
