// Which workers sleep, and which one of them searches for work at others.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include "strategies/runtime/cache_line.hpp"

namespace dispatchbench {

/// One token: whoever holds it is the searcher. Any thread; a worker speaks for itself only.
class IdleWorkers {
 public:
  enum class Role { searcher, sleeper };

  /// For workers 0 to `workers` - 1. What follows needs no memory.
  explicit IdleWorkers(std::size_t workers) { sleepers_.reserve(workers); }

  /// `worker` is about to sleep: as the searcher if it holds the token or nobody does, else as a
  /// sleeper, who may be given the token while it sleeps.
  Role enter(unsigned worker) noexcept;

  /// A sleeper woke up.
  void leave(unsigned worker) noexcept;

  /// `worker` has found something to run. If it holds the token, gives it to the sleeper that came
  /// last, who is to be woken; nobody holds it if there is none. No lock if it does not hold it.
  std::optional<unsigned> pass_token(unsigned worker) noexcept;

 private:
  static constexpr unsigned nobody = ~0U;

  std::mutex mutex_;
  std::vector<unsigned> sleepers_;
  // Read at every quantum; the mutex is written at every sleep.
  alignas(cache_line) std::atomic<unsigned> holder_{nobody};
};

}  // namespace dispatchbench
