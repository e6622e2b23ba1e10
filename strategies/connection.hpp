// What a strategy dispatches: a connection as a state machine that owns no thread and no event
// loop.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>

#include "base/descriptor.hpp"

namespace dispatchbench {

class Worker;

/// When a connection must be cut if nothing has happened by then.
struct Deadline {
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  std::int64_t at_ns = never;  ///< CLOCK_MONOTONIC
  bool idle = false;           ///< between two requests: cutting it now loses nothing
};

/// One accepted connection.
///
/// Exactly one thread at a time is inside advance(), deadline() and the destructor, and successive
/// calls happen-after one another; the strategy sees to that. It may be a different thread each
/// time.
class Connection {
 public:
  enum class Next {
    wait_read,   ///< call again when the descriptor is readable
    wait_write,  ///< call again when the descriptor is writable
    again,       ///< could go on now, but has had its quantum: put it behind the others that wait
    close        ///< over: destroy it
  };

  /// Closes the descriptor.
  virtual ~Connection() = default;

  /// Runs until it would block, its quantum is used up, or it is over. Never blocks for the peer
  /// and never throws; may sleep where the worker's core is emulated.
  ///
  /// wait_read and wait_write must fire at once if the state is there already (level-triggered or
  /// re-armed one-shot): advance() need not have met EAGAIN. `again` must not be turned into a wait
  /// for input, for bytes that are already buffered would never raise it.
  virtual Next advance(Worker& worker) noexcept = 0;

  /// The socket; the same all life long. Any thread that knows the connection to be alive.
  virtual int descriptor() const noexcept = 0;

  /// Valid after each advance().
  virtual Deadline deadline() const noexcept = 0;

  /// Asks it to finish what is under way and take no further request. Any thread, at any time, as
  /// often as one likes; takes effect in the next advance().
  virtual void drain() noexcept = 0;
};

/// A socket that was accepted, on its way to the thread that will run it.
struct AcceptedSocket {
  Descriptor descriptor;         ///< non-blocking, close-on-exec
  std::int64_t accepted_ns = 0;  ///< CLOCK_MONOTONIC when accept(2) had returned
};

/// Makes connections from sockets. Any thread.
class ConnectionFactory {
 public:
  virtual ~ConnectionFactory() = default;

  /// Null where the connection is refused (too many, no memory): the socket is closed then.
  virtual std::unique_ptr<Connection> make(AcceptedSocket socket) noexcept = 0;
};

}  // namespace dispatchbench
