#include "machine/sleep_clock.hpp"

#include <cerrno>
#include <ctime>
#include <sys/prctl.h>

#include "base/clock.hpp"

namespace dispatchbench {
namespace {

class KernelClock final : public SleepClock {
 public:
  std::int64_t now_ns() noexcept override { return monotonic_ns(); }

  void sleep_until(std::int64_t ns) noexcept override {
    const timespec wake{ns / 1'000'000'000, ns % 1'000'000'000};
    while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, nullptr) == EINTR) {
    }
  }

  void attach() noexcept override { ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); }
};

}  // namespace

SleepClock& kernel_clock() noexcept {
  static KernelClock clock;
  return clock;
}

}  // namespace dispatchbench
