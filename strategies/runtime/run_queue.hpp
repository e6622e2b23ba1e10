// What a worker could run now, in the order it became ready; others may take from it.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>

#include <boost/intrusive/list.hpp>

namespace dispatchbench {

/// What the items of a queue derive from. An item is in one queue at the most.
using RunQueueHook = boost::intrusive::list_base_hook<boost::intrusive::tag<class RunQueueTag>>;

/// First in, first out, for its owner and for thieves alike: whoever takes, takes what has waited
/// longest. A mutex guards it: a quantum lasts microseconds at the least, and taking from the queue
/// some tens of nanoseconds (see handoff_benchmark). It owns nothing and needs no memory. Any
/// thread.
template <typename T>
class RunQueue {
 public:
  void push(T& item) noexcept {
    const std::lock_guard lock(mutex_);
    items_.push_back(item);
    size_.store(items_.size(), std::memory_order_seq_cst);
  }

  /// Null if there was nothing.
  T* pop() noexcept {
    if (empty()) return nullptr;
    const std::lock_guard lock(mutex_);
    if (items_.empty()) return nullptr;
    T& item = items_.front();
    items_.pop_front();
    size_.store(items_.size(), std::memory_order_seq_cst);
    return &item;
  }

  /// Lets go of everything.
  void clear() noexcept {
    while (pop() != nullptr) {
    }
  }

  std::size_t size() const noexcept { return size_.load(std::memory_order_seq_cst); }
  bool empty() const noexcept { return size() == 0; }

 private:
  std::mutex mutex_;
  boost::intrusive::list<T, boost::intrusive::base_hook<RunQueueHook>> items_;
  std::atomic<std::size_t> size_{0};  // readable without the lock
};

}  // namespace dispatchbench
