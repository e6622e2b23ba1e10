// What is ready to run, for a pool of threads that sleep while there is nothing.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include <boost/intrusive/list.hpp>

#include "strategies/runtime/run_queue.hpp"

namespace dispatchbench {

/// First in, first out.
template <typename T>
class InTurn {
 public:
  void push(T& item) noexcept { items_.push_back(item); }
  /// It is not empty.
  T& pop() noexcept {
    T& item = items_.front();
    items_.pop_front();
    return item;
  }
  bool empty() const noexcept { return items_.empty(); }
  void clear() noexcept { items_.clear(); }

 private:
  boost::intrusive::list<T, boost::intrusive::base_hook<RunQueueHook>> items_;
};

/// `Items` says in which order they come out. Whoever puts something in then wakes one thread that
/// sleeps, and a thread that takes something and leaves more wakes the next: so a batch costs
/// whoever puts it in one wake-up, and no more threads wake than find something. Owns nothing and
/// needs no memory. Any thread.
template <typename T, typename Items = InTurn<T>>
class WorkQueue {
 public:
  /// Puts it in, unless end() was called; wakes nobody.
  void push(T& item) noexcept {
    const std::lock_guard lock(mutex_);
    if (!ended_) items_.push(item);
  }

  /// Wakes a thread that sleeps in take(), if there is something for it; false if none does.
  bool wake_one() noexcept {
    const std::lock_guard lock(mutex_);
    if (items_.empty() || sleepers_ == 0) return false;
    changed_.notify_one();
    return true;
  }

  /// The next item, once there is one; null when end() was called. `slept` says
  /// whether the thread did.
  T* take(bool& slept) noexcept {
    std::unique_lock lock(mutex_);
    slept = items_.empty() && !ended_;
    ++sleepers_;
    changed_.wait(lock, [this] { return ended_ || !items_.empty(); });
    --sleepers_;
    if (ended_) return nullptr;
    T& item = items_.pop();
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
  Items items_;
  std::size_t sleepers_ = 0;
  bool ended_ = false;
};

}  // namespace dispatchbench
