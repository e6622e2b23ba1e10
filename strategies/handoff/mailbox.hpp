// How an accepted socket gets from the acceptor's thread to a worker's.
#pragma once

#include <algorithm>
#include <iterator>
#include <vector>

#include "strategies/connection.hpp"

namespace dispatchbench {

/// A queue of sockets between one acceptor and one worker.
class Mailbox {
 public:
  virtual ~Mailbox() = default;

  /// Leaves a socket and sees to it that the worker will take it. The acceptor's thread.
  virtual void put(AcceptedSocket socket) = 0;

  /// Appends what the worker is to have now. Does not throw if `sockets` is empty and has room for
  /// one. The worker's thread, at every turn of its loop.
  virtual void take(std::vector<AcceptedSocket>& sockets) = 0;

  /// The worker's thread, right before it would block: false if it must not, for something came.
  virtual bool prepare_park() noexcept = 0;
  /// The worker's thread, after prepare_park() was true, before it does anything else.
  virtual void unpark() noexcept = 0;

  /// No put() will follow: ends helper threads. The stopping thread, once, after the acceptor's
  /// end.
  virtual void close() noexcept = 0;

  /// False if something may be there that take() has not given out yet. Any thread.
  virtual bool empty() const noexcept = 0;
};

/// Appends all of `queue` to `sockets`, for a take() that gives out everything.
inline void move_all(std::vector<AcceptedSocket>& queue, std::vector<AcceptedSocket>& sockets) {
  if (sockets.empty()) {
    sockets.swap(queue);  // needs no memory
  } else {
    std::move(queue.begin(), queue.end(), std::back_inserter(sockets));
    queue.clear();
  }
}

}  // namespace dispatchbench
