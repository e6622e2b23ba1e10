// A mailbox behind a mutex and a condition variable, with a thread that waits on it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "strategies/handoff/mailbox.hpp"
#include "strategies/runtime/event_fd.hpp"
#include "strategies/runtime/thread_accounting.hpp"

namespace dispatchbench {

/// One lasting helper thread waits on the condition variable and wakes the worker's loop, which
/// takes all that is queued.
class CondvarMailbox final : public Mailbox {
 public:
  /// `worker` is woken from the helper thread and must outlive close().
  CondvarMailbox(Waker& worker, ThreadAccounting& accounting);
  ~CondvarMailbox() override;

  void put(std::unique_ptr<Session> session) noexcept override;
  void take(SessionQueue& sessions) noexcept override;
  bool prepare_park() noexcept override { return true; }  // the helper wakes it
  void unpark() noexcept override {}
  void close() noexcept override;
  bool empty() const noexcept override;

 private:
  void help();

  Waker& worker_;
  ThreadAccounting& accounting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  SessionQueue queue_;
  bool told_ = false;  // the worker was woken for what is queued
  bool closed_ = false;
  std::atomic<bool> due_{false};  // the worker is to look into the queue
  std::thread helper_;
};

}  // namespace dispatchbench
