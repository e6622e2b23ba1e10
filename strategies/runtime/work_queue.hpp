// What is ready to run, for a pool of threads that sleep while there is nothing.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include <boost/intrusive/list.hpp>

#include "strategies/runtime/run_queue.hpp"

namespace dispatchbench {

/// First in, first out. Whoever puts something in then wakes one thread that sleeps, and a thread
/// that takes something and leaves more wakes the next: so a batch costs whoever puts it in one
/// wake-up, and no more threads wake than find something. Owns nothing and needs no memory. Any
/// thread.
template <typename T>
class WorkQueue {
 public:
  /// Appends, unless end() was called; wakes nobody.
  void push(T& item) noexcept {
    const std::lock_guard lock(mutex_);
    if (!ended_) items_.push_back(item);
  }

  /// Wakes a thread that sleeps in take(), if there is something for it; false if none does.
  bool wake_one() noexcept {
    const std::lock_guard lock(mutex_);
    if (items_.empty() || sleepers_ == 0) return false;
    changed_.notify_one();
    return true;
  }

  /// The item that has waited longest, once there is one; null when end() was called. `slept` says
  /// whether the thread did.
  T* take(bool& slept) noexcept {
    std::unique_lock lock(mutex_);
    slept = items_.empty() && !ended_;
    ++sleepers_;
    changed_.wait(lock, [this] { return ended_ || !items_.empty(); });
    --sleepers_;
    if (ended_) return nullptr;
    T& item = items_.front();
    items_.pop_front();
    if (!items_.empty() && sleepers_ > 0) changed_.notify_one();
    return &item;
  }

  /// From now on take() gives nothing; what is queued is let go of.
  void end() noexcept {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    items_.clear();
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  boost::intrusive::list<T, boost::intrusive::base_hook<RunQueueHook>> items_;
  std::size_t sleepers_ = 0;
  bool ended_ = false;
};

}  // namespace dispatchbench
