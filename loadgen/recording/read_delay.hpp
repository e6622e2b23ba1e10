// How long what the server sent lay in the kernel before this process came to read it: if the
// client is the bottleneck, it shows here, whatever the load is.
#pragma once

#include <cstdint>
#include <optional>

#include "base/descriptor.hpp"

namespace dispatchbench::loadgen {

/// While it lives the kernel stamps what arrives (SO_TIMESTAMPING). One a process; where the kernel
/// refuses, there are no stamps and no delays.
class ReceiveTimestamps {
 public:
  ReceiveTimestamps() noexcept;

 private:
  Descriptor socket_;  // that it asks for stamps is enough for all other sockets to get them
};

/// How long ago the first data that waits in `socket` arrived, in ns; nothing if there is none or
/// it bears no stamp. Two system calls; takes nothing off the socket. Any thread.
std::optional<std::int64_t> waiting_for_ns(int socket) noexcept;

/// Picks which of a thread's readable sockets to look at, so that all threads together look about
/// 2,000 times a second: at every one under a light load, at every n-th under a heavy one. By count
/// and not by time, or of several that become readable together the first would be picked. One
/// thread.
class ReadSampler {
 public:
  explicit ReadSampler(unsigned threads) noexcept : interval_ns_(threads * 500'000LL) {}

  /// Whether this one is to be looked at, the time being `now_ns()` if it is asked for.
  template <typename Now>
  bool pick(Now now_ns) noexcept {
    if (--left_ > 0) return false;
    adapt(now_ns());
    left_ = stride_;
    return true;
  }

 private:
  void adapt(std::int64_t now_ns) noexcept;

  std::int64_t interval_ns_;  // to aim at
  std::int64_t last_ns_ = 0;
  std::uint64_t stride_ = 1;
  std::uint64_t left_ = 1;
};

}  // namespace dispatchbench::loadgen
