// A new server takes the place of an old one on the same port, and no connection is lost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <thread>

#include "base/descriptor.hpp"
#include "strategies/accept/reuseport_program.hpp"
#include "strategies/runtime/listener.hpp"

namespace dispatchbench {

/// The sockets that listen at an address with SO_REUSEPORT are a group, numbered in the order in
/// which they began to. A socket that goes has its number taken by the last.
///
/// The server that comes has the kernel give every connection to its own. The one that goes, and
/// sees that another has come, first accepts what it was given, and has the kernel give what comes
/// meanwhile to the other. That needs the numbers, so no more than two take part at a time: who
/// comes as the third waits until the first does not listen any more. One thread at a time.
class SharedPort {
 public:
  struct Terms {
    ListenAddress address;                ///< port 0: nobody else is there
    std::size_t listeners = 1;            ///< that this server is to open
    ReuseportProgram* program = nullptr;  ///< the strategy's own; null: the hash chooses
    bool takes_over = false;              ///< or listens beside the other
  };

  /// For a server that is to listen, before it does. Throws UsageError if another listens there
  /// with more or fewer sockets and is taken over from or has a program; if there are two already
  /// and neither goes within some seconds.
  explicit SharedPort(const Terms& terms);

  /// This process listens at `address`, its real one: where it takes over, connections come to it
  /// alone from now on. Throws std::system_error where the kernel has no programs for that.
  void join(const ListenAddress& address);

  /// Before this process stops listening. Taking over, if another server listens there too, waits
  /// until everything was accepted that came here, at the latest until `deadline_ns`
  /// (CLOCK_MONOTONIC).
  void leave(std::int64_t deadline_ns) noexcept;

 private:
  void await_turn();
  void watch_others(const std::stop_token& token) noexcept;

  Terms terms_;
  std::size_t others_ = 0;    // sockets of a server that came before
  Descriptor turn_;           // a name that one process has: it comes, or another is still there
  bool others_gone_ = false;  // written by watch_, read when that has ended
  std::jthread watch_;
};

}  // namespace dispatchbench
