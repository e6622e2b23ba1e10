// When a worker that evens out hands a connection on. Pure, so that a simulator goes by the very
// same.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "strategies/placement/placement.hpp"

namespace dispatchbench {

/// A worker looks whether it has too many each time that it has answered so many.
inline constexpr std::uint32_t requests_between_looks = 16;

/// Whether `self`, one of the workers, has more than 1.25 times the mean of their connections, and
/// at least two more than somebody.
inline bool has_too_many(std::span<const WorkerLoad> workers, std::size_t self) noexcept {
  std::uint64_t all = 0;
  std::uint32_t fewest = workers[self].connections;
  for (const WorkerLoad& worker : workers) {
    all += worker.connections;
    fewest = std::min(fewest, worker.connections);
  }
  const std::uint64_t own = workers[self].connections;
  return 4 * own * workers.size() > 5 * all && own >= fewest + std::uint64_t{2};
}

}  // namespace dispatchbench
