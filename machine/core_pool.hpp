// K cores as reservations of virtual time: the arithmetic alone, without clock, lock or thread.
#pragma once

#include <cstdint>
#include <span>

namespace dispatchbench {

/// Until when a core is taken. Lies in shared memory, where all zero is a core that is free.
struct CoreState {
  std::int64_t free_ns = 0;      ///< when what is reserved ends, CLOCK_MONOTONIC
  std::int64_t promised_ns = 0;  ///< … without what `process` reserved last in a row
  std::int32_t process = 0;      ///< who reserved last; 0: nobody
};

/// A stretch of a core's time.
struct Reservation {
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;
};

/// Whose calls follow one another; the caller sees to that.
class CorePool {
 public:
  explicit CorePool(std::span<CoreState> cores) noexcept : cores_(cores) {}

  /// Reserves `cost_ns` for a thread that has come to `at_ns` in virtual time, on the core that is
  /// free then and has been so for the shortest time, else on the one that is free first: who asks
  /// first has it first. The best fit leaves a core to each thread where there are enough: by
  /// Hall's theorem no thread then ever waits.
  Reservation reserve(std::int64_t at_ns, std::int64_t cost_ns, std::int32_t process) noexcept;

  /// Gives back what processes that are gone reserved last. Only cores that are taken for longer
  /// than `patience_ns` from `now_ns` on are looked at, so `gone(process)` is seldom asked.
  template <typename Gone>
  void take_back(std::int64_t now_ns, std::int64_t patience_ns, Gone gone) noexcept {
    for (CoreState& core : cores_) {
      if (core.free_ns <= now_ns + patience_ns || core.process == 0) continue;
      if (gone(core.process)) give_back(core);
    }
  }

 private:
  CoreState& choose(std::int64_t at_ns) noexcept;
  static void give_back(CoreState& core) noexcept;

  std::span<CoreState> cores_;
};

}  // namespace dispatchbench
