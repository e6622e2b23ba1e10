// How many event loops the load of the last interval needs.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace dispatchbench {

/// How long a thread has been in waits that block. Its own thread calls begin() and end(), any
/// until(). Times are of one clock that began before the thread did, in nanoseconds.
class Rest {
 public:
  void begin(std::int64_t now_ns) noexcept {
    rest_ns_.store(rest_ns_.load(std::memory_order_relaxed) - now_ns, std::memory_order_relaxed);
  }
  void end(std::int64_t now_ns) noexcept {
    rest_ns_.store(rest_ns_.load(std::memory_order_relaxed) + now_ns, std::memory_order_relaxed);
  }

  /// What it had rested at `now_ns`.
  std::int64_t until(std::int64_t now_ns) const noexcept {
    const std::int64_t rest_ns = rest_ns_.load(std::memory_order_relaxed);
    return rest_ns < 0 ? now_ns + rest_ns : rest_ns;
  }

 private:
  // One value, so that nobody reads half of a change. Below 0 while it rests: less the beginning.
  std::atomic<std::int64_t> rest_ns_{0};
};

/// What part of an interval the loops that run were busy: 1 is one loop all the time.
struct Busy {
  double most = 0;  ///< of any one
  double all = 0;   ///< of them together

  void add(double loop) noexcept {
    most = std::max(most, loop);
    all += loop;
  }
};

/// Twice as many as run where one is busy more than three quarters of the time and all of them more
/// than three fifths; half as many where they are busy less than a quarter. So one of two that is
/// stuck in a request makes no more run for the little that the other does.
inline unsigned loops_needed(const Busy& busy, unsigned running, unsigned most) noexcept {
  if (busy.most > 0.75 && busy.all > 0.6 * running) return std::min(2 * running, most);
  return busy.all < 0.25 * running ? (running + 1) / 2 : running;
}

}  // namespace dispatchbench
