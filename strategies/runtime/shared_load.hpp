// What a worker lets others know of its load.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "strategies/placement/placement.hpp"
#include "strategies/runtime/cache_line.hpp"

namespace dispatchbench {

/// On a cache line of its own: its worker writes to it at every request. Any thread.
class alignas(cache_line) SharedLoad {
 public:
  /// Whoever places a connection says so at once, or all that come together would be placed by the
  /// same figures.
  void add_connection() noexcept { connections_.fetch_add(1, std::memory_order_relaxed); }
  void remove_connection() noexcept { connections_.fetch_sub(1, std::memory_order_relaxed); }

  /// The worker's own thread: so many of its connections are between two requests.
  void set_resting(std::uint32_t count) noexcept {
    resting_.store(count, std::memory_order_relaxed);
  }
  /// The worker's own thread.
  void set_idle(bool idle) noexcept { idle_.store(idle, std::memory_order_relaxed); }

  WorkerLoad read() const noexcept {
    const std::uint32_t connections = connections_.load(std::memory_order_relaxed);
    const std::uint32_t resting = resting_.load(std::memory_order_relaxed);
    return {connections, connections - std::min(resting, connections),
            idle_.load(std::memory_order_relaxed)};
  }

 private:
  std::atomic<std::uint32_t> connections_{0};
  std::atomic<std::uint32_t> resting_{0};
  std::atomic<bool> idle_{false};
};

}  // namespace dispatchbench
