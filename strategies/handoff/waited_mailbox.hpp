// What mailboxes have in common whose helper thread waits on a condition variable.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "strategies/handoff/mailbox.hpp"
#include "strategies/runtime/event_fd.hpp"
#include "strategies/runtime/thread_accounting.hpp"

namespace dispatchbench {

/// A queue behind a mutex and a condition variable. A thread that waits on it tells the worker, for
/// the worker itself is asleep in its event loop.
class WaitedMailbox : public Mailbox {
 public:
  void put(std::unique_ptr<Session> session) noexcept override;
  bool prepare_park() noexcept final { return true; }  // a helper wakes it
  void unpark() noexcept final {}
  bool empty() const noexcept final;

 protected:
  /// `worker` is woken from helper threads and must outlive close().
  WaitedMailbox(Waker& worker, ThreadAccounting& accounting) noexcept
      : accounting_(accounting), worker_(worker) {}

  /// The worker is to look into the queue. Any thread.
  void tell_worker() noexcept;
  /// Whether it was told so since it last asked. The worker's thread.
  bool told_worker() noexcept { return due_.exchange(false, std::memory_order_acquire); }
  /// Nothing more will come: helpers hear it. Not under the mutex.
  void close_queue() noexcept;

  ThreadAccounting& accounting_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  SessionQueue queue_;
  bool closed_ = false;

 private:
  Waker& worker_;
  std::atomic<bool> due_{false};
};

}  // namespace dispatchbench
