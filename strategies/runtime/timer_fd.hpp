// A timer that shows as a readable descriptor.
#pragma once

#include <cerrno>
#include <cstdint>
#include <ctime>
#include <sys/timerfd.h>
#include <system_error>

#include "base/descriptor.hpp"

namespace dispatchbench {

/// Readable from when its time is over to the next set() or stop(). Any thread.
class TimerFd {
 public:
  /// Does not run yet. Throws std::system_error.
  TimerFd() : timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
    if (!timer_) throw std::system_error(errno, std::generic_category(), "timerfd_create");
  }

  int descriptor() const noexcept { return timer_.get(); }

  /// Runs once, from now on, for `ns` above zero; not readable until then.
  void set(std::int64_t ns) noexcept {
    const itimerspec once{{0, 0}, {ns / 1'000'000'000, ns % 1'000'000'000}};
    ::timerfd_settime(timer_.get(), 0, &once, nullptr);
  }

  /// Runs no more and is not readable.
  void stop() noexcept { set(0); }

 private:
  Descriptor timer_;
};

}  // namespace dispatchbench
