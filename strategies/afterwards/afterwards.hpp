// What happens to a connection once a worker has run it.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "strategies/placement/placement.hpp"
#include "strategies/runtime/session.hpp"

namespace dispatchbench {

/// What is known of all workers when it is asked.
using ReadLoads = std::function<std::span<const WorkerLoad>()>;

/// One for each worker, used by its thread alone.
class Afterwards {
 public:
  enum class Fate {
    stays,  ///< with this worker
    moves   ///< is placed again; only if its row says that connections move
  };

  virtual ~Afterwards() = default;

  /// The session was run and answered so many requests. May ask it to drain; must not destroy it.
  virtual Fate after(Session& session, std::uint64_t requests) noexcept = 0;
};

}  // namespace dispatchbench
