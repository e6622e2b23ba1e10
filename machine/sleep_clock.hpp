// The time that an emulated machine keeps to, so that tests need not wait for it.
#pragma once

#include <cstdint>

namespace dispatchbench {

/// Any thread.
class SleepClock {
 public:
  virtual std::int64_t now_ns() noexcept = 0;  ///< CLOCK_MONOTONIC
  virtual void sleep_until(std::int64_t ns) noexcept = 0;
  /// The calling thread is about to sleep by this clock.
  virtual void attach() noexcept = 0;

 protected:
  ~SleepClock() = default;
};

/// The kernel's; attach() turns the thread's timer slack off.
SleepClock& kernel_clock() noexcept;

}  // namespace dispatchbench
