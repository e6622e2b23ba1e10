#include "strategies/runtime/emulated_core.hpp"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <sys/prctl.h>
#include <utility>

#include "base/clock.hpp"

namespace dispatchbench {
namespace {

constexpr std::int64_t shortest_sleep_ns = 1'000'000;  // shorter ones cost more than they tell

}  // namespace

EmulatedCore::EmulatedCore(const EmulationCosts& costs) noexcept
    : enabled_(costs.any()),
      ns_per_byte_(costs.bytes_per_second > 0 ? 1e9 / costs.bytes_per_second : 0),
      request_ns_(costs.request_ns),
      accept_ns_(costs.accept_ns) {}

void EmulatedCore::attach() noexcept {
  if (!enabled_) return;
  ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  idled();  // what an earlier thread was charged for and has not slept off is still due
}

void EmulatedCore::charge(std::int64_t ns) noexcept {
  const std::int64_t busy_until = busy_until_ns_.load(std::memory_order_relaxed) + ns;
  busy_until_ns_.store(busy_until, std::memory_order_relaxed);
  charged_ns_.store(charged_ns_.load(std::memory_order_relaxed) + ns, std::memory_order_release);
  late_ns_ = std::max<std::int64_t>(late_ns_ - ns, 0);
  const std::int64_t now = monotonic_ns();
  if (busy_until - now >= shortest_sleep_ns) sleep_until_caught_up(now);
}

void EmulatedCore::settle() noexcept {
  if (!enabled_) return;
  const std::int64_t now = monotonic_ns();
  if (busy_until_ns_.load(std::memory_order_relaxed) > now) sleep_until_caught_up(now);
}

void EmulatedCore::sleep_until_caught_up(std::int64_t now_ns) noexcept {
  const std::int64_t until = busy_until_ns_.load(std::memory_order_relaxed);
  const timespec wake{until / 1'000'000'000, until % 1'000'000'000};
  while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, nullptr) == EINTR) {
  }
  const std::int64_t woke = monotonic_ns();
  slept_ns_.store(slept_ns() + (woke - now_ns), std::memory_order_relaxed);
  late_ns_ = std::max<std::int64_t>(woke - until, 0);
  overshoot_ns_.store(overshoot_ns() + late_ns_, std::memory_order_relaxed);
}

void EmulatedCore::idled() noexcept {
  if (!enabled_) return;
  lost_ns_.store(lost_ns() + std::exchange(late_ns_, 0), std::memory_order_relaxed);
  const std::int64_t now = monotonic_ns();
  if (busy_until_ns_.load(std::memory_order_relaxed) < now) {
    busy_until_ns_.store(now, std::memory_order_relaxed);
  }
}

std::int64_t EmulatedCore::paid_ns(std::int64_t now_ns) const noexcept {
  const std::int64_t charged = charged_ns_.load(std::memory_order_acquire);
  const std::int64_t ahead = busy_until_ns_.load(std::memory_order_relaxed) - now_ns;
  return charged - std::max<std::int64_t>(ahead, 0);
}

}  // namespace dispatchbench
