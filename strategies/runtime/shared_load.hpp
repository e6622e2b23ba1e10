// What a worker lets others know of its load.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>

#include "strategies/placement/placement.hpp"
#include "strategies/runtime/cache_line.hpp"
#include "strategies/runtime/late_news.hpp"

namespace dispatchbench {

/// On a cache line of its own: its worker writes to it at every request. Any thread, unless said
/// otherwise.
class alignas(cache_line) SharedLoad {
 public:
  /// What the worker says will reach others so much later. Before anybody else knows of this.
  void delay(std::int64_t ns) {
    if (ns > 0) late_ = std::make_unique<LateNews>(ns);
  }

  /// Whoever places a connection says so at once, or all that come together would be placed by the
  /// same figures.
  void add_connection() noexcept { placed_.fetch_add(1, std::memory_order_relaxed); }
  void remove_connection() noexcept {
    ended_.fetch_add(1, std::memory_order_relaxed);
    tell();
  }

  /// The worker's own thread: so many of its connections are between two requests.
  void set_resting(std::uint32_t count) noexcept {
    resting_.store(count, std::memory_order_relaxed);
    tell();
  }
  /// The worker's own thread.
  void set_idle(bool idle) noexcept {
    idle_.store(idle, std::memory_order_relaxed);
    tell();
  }

  WorkerLoad read() const noexcept { return with(said()); }

  /// What others know of it: the same, where nothing is delayed.
  WorkerLoad read_from_afar() const noexcept { return late_ ? with(late_->heard()) : read(); }

 private:
  LateNews::Said said() const noexcept {
    return {ended_.load(std::memory_order_relaxed), resting_.load(std::memory_order_relaxed),
            idle_.load(std::memory_order_relaxed)};
  }
  WorkerLoad with(const LateNews::Said& said) const noexcept {
    const std::uint32_t connections = placed_.load(std::memory_order_relaxed) - said.ended;
    return {connections, connections - std::min(said.resting, connections), said.idle};
  }
  void tell() noexcept {
    if (late_) late_->say(said());
  }

  std::atomic<std::uint32_t> placed_{0};
  std::atomic<std::uint32_t> ended_{0};
  std::atomic<std::uint32_t> resting_{0};
  std::atomic<bool> idle_{false};
  std::unique_ptr<LateNews> late_;  // null: nothing is delayed
};

}  // namespace dispatchbench
