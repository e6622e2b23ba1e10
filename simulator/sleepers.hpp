// Threads that have nothing to do, in the order in which they began to sleep.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>

namespace dispatchbench::simulator {

class Sleepers {
 public:
  /// All of threads 0 to `threads` - 1.
  explicit Sleepers(std::uint32_t threads) {
    for (std::uint32_t i = 0; i < threads; ++i) threads_.push_back(i);
  }

  bool empty() const noexcept { return threads_.empty(); }
  void add(std::uint32_t thread) { threads_.push_back(thread); }

  /// Who has slept for longest, or came last. There is one.
  std::uint32_t take_first() noexcept {
    const std::uint32_t thread = threads_.front();
    threads_.pop_front();
    return thread;
  }
  std::uint32_t take_last() noexcept {
    const std::uint32_t thread = threads_.back();
    threads_.pop_back();
    return thread;
  }

  /// False: it is awake.
  bool take(std::uint32_t thread) {
    const auto place = std::find(threads_.begin(), threads_.end(), thread);
    if (place == threads_.end()) return false;
    threads_.erase(place);
    return true;
  }

 private:
  std::deque<std::uint32_t> threads_;
};

}  // namespace dispatchbench::simulator
