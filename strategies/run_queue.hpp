// What a worker could run now, in the order it became ready; others may take from it.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <mutex>

namespace dispatchbench {

/// First in, first out, for its owner and for thieves alike: whoever takes, takes what has waited
/// longest. A mutex guards it: a quantum lasts microseconds at the least, and taking from the queue
/// some tens of nanoseconds (see handoff_benchmark). Any thread.
template <typename T>
class RunQueue {
 public:
  void push(T item) {
    const std::lock_guard lock(mutex_);
    items_.push_back(item);
    size_.store(items_.size(), std::memory_order_seq_cst);
  }

  /// False if there was nothing.
  bool pop(T& item) {
    if (empty()) return false;
    const std::lock_guard lock(mutex_);
    if (items_.empty()) return false;
    item = items_.front();
    items_.pop_front();
    size_.store(items_.size(), std::memory_order_seq_cst);
    return true;
  }

  std::size_t size() const noexcept { return size_.load(std::memory_order_seq_cst); }
  bool empty() const noexcept { return size() == 0; }

 private:
  std::mutex mutex_;
  std::deque<T> items_;
  std::atomic<std::size_t> size_{0};  // readable without the lock
};

}  // namespace dispatchbench
