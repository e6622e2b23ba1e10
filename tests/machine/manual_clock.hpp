// A clock that goes on when somebody sleeps, or when the test says so.
#pragma once

#include "machine/sleep_clock.hpp"

namespace dispatchbench {

class ManualClock final : public SleepClock {
 public:
  std::int64_t now_ns() noexcept override { return now; }
  void sleep_until(std::int64_t ns) noexcept override {
    ++sleeps;
    now = ns + late;
  }
  void attach() noexcept override {}

  std::int64_t now = 1'000'000'000;
  std::int64_t late = 0;  ///< by which every sleep ends
  int sleeps = 0;
};

}  // namespace dispatchbench
