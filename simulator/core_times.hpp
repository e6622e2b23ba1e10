// When cores are free: a CorePool's arithmetic where nobody asks which core it is, so that a few
// hundred of them are not gone through for each reservation.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "machine/core_pool.hpp"

namespace dispatchbench::simulator {

/// Gives the very reservations of CorePool::reserve().
class CoreTimes {
 public:
  explicit CoreTimes(std::uint32_t cores) : free_ns_(cores, 0) {}

  bool none() const noexcept { return free_ns_.empty(); }

  /// Of the cores that are free at `at_ns` the one that has been so for the shortest time, else the
  /// one that is free first. There is one.
  Reservation reserve(std::int64_t at_ns, std::int64_t cost_ns) noexcept {
    const auto later = std::upper_bound(free_ns_.begin(), free_ns_.end(), at_ns);
    const auto core = later == free_ns_.begin() ? later : later - 1;
    const std::int64_t start_ns = std::max(at_ns, *core);
    const std::int64_t end_ns = start_ns + cost_ns;
    const auto place = std::upper_bound(core + 1, free_ns_.end(), end_ns);
    *std::move(core + 1, place, core) = end_ns;
    return {start_ns, end_ns};
  }

 private:
  std::vector<std::int64_t> free_ns_;  // rising
};

}  // namespace dispatchbench::simulator
