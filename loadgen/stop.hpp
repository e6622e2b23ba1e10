// Asking a run to stop: from a signal or from another thread.
#pragma once

#include <atomic>

#include "base/descriptor.hpp"

namespace dispatchbench::loadgen {

/// Once requested, a stop stays requested. request(), requested() and descriptor() may be called
/// from any thread and from a signal handler.
class Stop {
 public:
  Stop();  ///< throws std::system_error when no descriptor is left
  ~Stop();
  Stop(const Stop&) = delete;
  Stop& operator=(const Stop&) = delete;

  /// `signal` is the one that asked, or 0.
  void request(int signal = 0) noexcept;
  bool requested() const noexcept { return requested_.load(std::memory_order_acquire); }
  /// Known to whoever has seen that a stop is requested.
  int signal() const noexcept { return signal_.load(std::memory_order_relaxed); }

  /// Readable for ever once a stop is requested; not to be read from.
  int descriptor() const noexcept { return descriptor_.get(); }

  /// SIGINT, SIGTERM, SIGQUIT and SIGHUP (but for nohup) request this stop from now on; a second
  /// one has its usual effect. Once a process, and this object must outlive every signal.
  void catch_signals() noexcept;

 private:
  Descriptor descriptor_;
  std::atomic<bool> requested_{false};
  std::atomic<int> signal_{0};
};

}  // namespace dispatchbench::loadgen
