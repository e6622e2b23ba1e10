// A machine whose cores and costs are made up; everything else on it is real.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "machine/costs.hpp"
#include "machine/shared_cores.hpp"
#include "machine/sleep_clock.hpp"

namespace dispatchbench {

/// Cores for the threads of a program. Any thread; lives longer than every CoreAccount on it.
class EmulatedMachine {
 public:
  struct Setting {
    Costs costs = {};           ///< dilated, if they are to be
    unsigned cores = 0;         ///< 0: each thread has one of its own
    std::int64_t slice_ns = 0;  ///< a longer charge lets others in between; 0: never
    bool work = false;          ///< requests bring charges of their own
    std::optional<std::filesystem::path> shared = {};  ///< the cores of other processes too
  };

  /// Throws as SharedCores. `clock` lives longer.
  explicit EmulatedMachine(const Setting& setting, SleepClock& clock = kernel_clock());

  /// False: nothing costs anything here, and events are only counted.
  bool charges() const noexcept { return charges_; }
  std::int64_t cost_ns(Event event) const noexcept {
    return whole_ns_[static_cast<std::size_t>(event)];
  }
  double byte_ns(Event event) const noexcept { return costs_.of(event); }
  std::int64_t slice_ns() const noexcept { return slice_ns_; }
  SleepClock& clock() const noexcept { return clock_; }

  /// A core for a thread that has come to `at_ns`.
  Reservation reserve(std::int64_t at_ns, std::int64_t cost_ns, std::int64_t now_ns) noexcept {
    if (cores_) return cores_->reserve(at_ns, cost_ns, now_ns);
    return {.start_ns = at_ns, .end_ns = at_ns + cost_ns};
  }

 private:
  const Costs costs_;
  std::array<std::int64_t, event_count> whole_ns_{};
  const std::int64_t slice_ns_;
  const bool charges_;
  std::optional<SharedCores> cores_;
  SleepClock& clock_;
};

}  // namespace dispatchbench
