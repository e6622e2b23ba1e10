// Which worker gets a connection: a choice from what is known of the workers and of where it comes
// from, and from nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "strategies/placement/random.hpp"

namespace dispatchbench {

/// What is known of a worker.
struct WorkerLoad {
  std::uint32_t connections = 0;       ///< it has them, or they are on their way to it
  std::uint32_t requests_in_hand = 0;  ///< of those, the ones that are not between two requests
  bool idle = false;                   ///< it waits for something to do
};

/// Where the connection comes from.
struct Origin {
  std::uint16_t source_port = 0;  ///< its client's
  std::uint32_t cpu = 0;          ///< that received it (SO_INCOMING_CPU)
};

/// A pure object: no clock, socket or thread, so that a simulator uses the very same. One thread at
/// a time; a strategy makes one for each thread that places connections.
class Placement {
 public:
  virtual ~Placement() = default;

  /// The number of the worker that gets the next connection. There is at least one worker, and
  /// their number is the same at every call. Where its row says that it reads no loads or no
  /// origin, these are not filled in.
  virtual std::size_t choose(std::span<const WorkerLoad> workers, const Origin& origin,
                             Random& random) = 0;
};

}  // namespace dispatchbench
