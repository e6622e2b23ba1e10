// The condition variable as the article's first draft used it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "strategies/handoff/mailbox.hpp"
#include "strategies/runtime/event_fd.hpp"
#include "strategies/runtime/thread_accounting.hpp"

namespace dispatchbench {

/// As in the draft: whenever the worker's loop has taken a connection and would wait for the next
/// it starts a new thread that waits on the condition variable and then wakes the loop, and each
/// wake takes one connection.
class ArticleMailbox final : public Mailbox {
 public:
  /// `worker` is woken from helper threads and must outlive close().
  ArticleMailbox(Waker& worker, ThreadAccounting& accounting);
  ~ArticleMailbox() override;

  void put(std::unique_ptr<Session> session) noexcept override;
  void take(SessionQueue& sessions) noexcept override;
  bool prepare_park() noexcept override { return true; }  // a helper wakes it
  void unpark() noexcept override {}
  void close() noexcept override;
  bool empty() const noexcept override;

 private:
  bool take_one(SessionQueue& sessions);
  void start_helper();
  void help();
  void tell_worker() noexcept;

  Waker& worker_;
  ThreadAccounting& accounting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  SessionQueue queue_;
  bool closed_ = false;
  std::atomic<bool> due_{false};          // a helper saw a connection and has woken the worker
  std::atomic<bool> helpless_{false};     // the system had no thread for a helper
  std::atomic<bool> helper_told_{false};  // the helper of now has seen what it waited for
  std::mutex helper_mutex_;               // guards what follows; taken before mutex_
  bool ended_ = false;
  std::thread helper_;
};

}  // namespace dispatchbench
