// Listening sockets that several workers accept from: whom a connection wakes, and what a worker
// finds when it looks.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/connection.hpp"
#include "strategies/placement/placement.hpp"

namespace dispatchbench::simulator {

/// As a Layout of strategies/accept/worker_listeners.cpp.
struct ListenerLayout {
  std::uint32_t listeners = 1;
  std::uint32_t each = 1;     ///< a worker accepts from so many, from the one of its number on
  bool own_is_woken = false;  ///< the worker of a listener's number, beside one of the others
  std::uint32_t rejoins_after =
      0;  ///< so many accepts a worker is last of those that wait; 0: none
};

/// EPOLLEXCLUSIVE: a connection wakes the first, in the order in which they came to the socket, of
/// those that sleep. Whoever looks finds it as long as it waits.
class SharedListeners {
 public:
  SharedListeners(const ListenerLayout& layout, std::uint32_t workers);

  std::uint32_t count() const noexcept { return layout_.listeners; }

  void push(Connections& all, std::uint32_t listener, std::uint32_t connection) noexcept {
    backlogs_[listener].push(all, connection);
    ++waiting_;
  }

  /// It is not empty.
  std::uint32_t pop(const Connections& all, std::uint32_t listener) noexcept {
    --waiting_;
    return backlogs_[listener].pop(all);
  }

  /// The worker that is woken whoever else is; none: there is none.
  std::uint32_t always_woken(std::uint32_t listener) const noexcept {
    return layout_.own_is_woken ? listener : none;
  }

  /// Of the others the one that is woken; none: all are awake.
  std::uint32_t woken(std::uint32_t listener, const std::vector<WorkerLoad>& loads) const noexcept;

  /// Each of its listeners shows once in a turn of a worker's loop.
  void begin_turn(std::uint32_t worker) noexcept { left_[worker] = layout_.each; }

  /// Whether something waits at one of the worker's.
  bool shows(std::uint32_t worker) const noexcept;

  /// The next in its turn at which something waits; none: there is none any more in this turn.
  std::uint32_t next_for(std::uint32_t worker) noexcept;

  /// The worker has accepted from it.
  void accepted(std::uint32_t worker, std::uint32_t listener);

 private:
  const ListenerLayout layout_;
  std::vector<ConnectionQueue> backlogs_;
  std::uint32_t waiting_ = 0;                        // in all of them
  std::vector<std::vector<std::uint32_t>> waiters_;  // of each, in the order of their coming
  std::vector<std::uint32_t> left_;                  // of a worker's listeners, in this turn
  std::vector<std::uint32_t> accepts_;               // of a worker, since it rejoined
};

}  // namespace dispatchbench::simulator
