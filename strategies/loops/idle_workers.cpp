#include "strategies/loops/idle_workers.hpp"

#include <algorithm>

namespace dispatchbench {

IdleWorkers::Role IdleWorkers::enter(unsigned worker) noexcept {
  const std::lock_guard lock(mutex_);
  const unsigned holder = holder_.load(std::memory_order_relaxed);
  if (holder == nobody || holder == worker) {
    holder_.store(worker, std::memory_order_relaxed);
    return Role::searcher;
  }
  sleepers_.push_back(worker);
  return Role::sleeper;
}

void IdleWorkers::leave(unsigned worker) noexcept {
  const std::lock_guard lock(mutex_);
  std::erase(sleepers_, worker);
}

std::optional<unsigned> IdleWorkers::pass_token(unsigned worker) noexcept {
  if (holder_.load(std::memory_order_relaxed) != worker) return std::nullopt;
  const std::lock_guard lock(mutex_);
  if (sleepers_.empty()) {
    holder_.store(nobody, std::memory_order_relaxed);
    return std::nullopt;
  }
  const unsigned next = sleepers_.back();
  sleepers_.pop_back();
  holder_.store(next, std::memory_order_relaxed);
  return next;
}

}  // namespace dispatchbench
