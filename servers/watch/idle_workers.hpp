// Which workers have nothing to do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "servers/watch/watched_connections.hpp"
#include "strategies/runtime/worker.hpp"

namespace dispatchbench {

/// A worker is idle where its thread sleeps, it is not inside advance(), and its emulated core owes
/// nothing. One that runs, or is kept from it by others on its processor, is not, nor is one that
/// has no thread. What belongs to one thread; the workers and connections live longer.
class IdleWorkersWatch {
 public:
  IdleWorkersWatch(const std::vector<std::unique_ptr<Worker>>& workers,
                   const WatchedConnections& connections)
      : workers_(workers), connections_(connections) {}

  /// Notes some that are idle; false if none is.
  bool note_idle();
  /// Whether one of these still is, and ran nothing in between.
  bool some_still_idle() const;

 private:
  struct Noted {
    std::size_t worker = 0;
    std::uint32_t turns = 0;
  };
  bool is_idle(std::size_t worker) const;

  const std::vector<std::unique_ptr<Worker>>& workers_;
  const WatchedConnections& connections_;
  std::vector<Noted> noted_;
  std::size_t first_ = 0;  // whom to ask first, so that it is not always the same
};

}  // namespace dispatchbench
