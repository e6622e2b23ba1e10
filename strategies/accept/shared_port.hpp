// A new server takes the place of an old one on the same port, and no connection is lost.
#pragma once

#include <cstddef>
#include <cstdint>

#include "strategies/runtime/listener.hpp"

namespace dispatchbench {

/// The sockets that listen at an address with SO_REUSEPORT, in the order in which they began to.
/// The server that comes has the kernel give every connection to its own. The one that goes, and
/// sees that another has come, first accepts what it was given. One thread at a time.
class SharedPort {
 public:
  /// For a server that is to open `listeners` sockets, before it does. Throws UsageError if another
  /// listens there with more or fewer.
  SharedPort(const ListenAddress& address, std::size_t listeners);

  /// This process listens: connections come to it alone from now on, also when the others are gone.
  /// Throws std::system_error where the kernel has no programs for that.
  void take_over() const;

  /// Before this process stops listening at `address`, its real one. If others listen there too,
  /// waits until everything was accepted that came here before they did, at the latest until
  /// `deadline_ns` (CLOCK_MONOTONIC).
  static void leave(const ListenAddress& address, std::int64_t deadline_ns) noexcept;

 private:
  const ListenAddress address_;
  const std::size_t listeners_;
  const std::size_t others_;
};

}  // namespace dispatchbench
