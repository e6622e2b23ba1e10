// Time as every process of the project stamps it: CLOCK_MONOTONIC, so that the timelines of server
// and client can be laid over each other.
#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>

namespace dispatchbench {

using Nanoseconds = std::chrono::nanoseconds;

/// libstdc++'s steady_clock reads CLOCK_MONOTONIC.
using Clock = std::chrono::steady_clock;

/// Nanoseconds of CLOCK_MONOTONIC now. Any thread.
inline std::int64_t monotonic_ns() noexcept {
  return std::chrono::duration_cast<Nanoseconds>(Clock::now().time_since_epoch()).count();
}

/// Nanoseconds of CPU time that `clock` (from clock_getcpuclockid or pthread_getcpuclockid) has
/// counted; -1 once its thread or process is gone. Any thread.
inline std::int64_t cpu_clock_ns(clockid_t clock) noexcept {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return -1;
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

/// Nanoseconds of CPU time of the calling thread.
inline std::int64_t thread_cpu_ns() noexcept {
  return cpu_clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

}  // namespace dispatchbench
