// How a session gets from the thread that placed it to its worker's.
#pragma once

#include <memory>

#include "strategies/runtime/session_queue.hpp"

namespace dispatchbench {

/// A queue of sessions for one worker; several threads may put into it.
class Mailbox {
 public:
  virtual ~Mailbox() = default;

  /// Leaves a session and sees to it that the worker will take it. Any thread but the worker's own.
  virtual void put(std::unique_ptr<Session> session) noexcept = 0;

  /// Appends what the worker is to have now. The worker's thread, at every turn of its loop.
  virtual void take(SessionQueue& sessions) noexcept = 0;

  /// The worker's thread, right before it would block: false if it must not, for something came.
  virtual bool prepare_park() noexcept = 0;
  /// The worker's thread, after prepare_park() was true, before it does anything else.
  virtual void unpark() noexcept = 0;

  /// No put() will follow: ends helper threads. The stopping thread, once.
  virtual void close() noexcept = 0;

  /// False if something may be there that take() has not given out yet. Any thread.
  virtual bool empty() const noexcept = 0;
};

}  // namespace dispatchbench
