// The condition variable as the article's first draft used it.
#pragma once

#include <atomic>
#include <mutex>
#include <thread>

#include "strategies/handoff/waited_mailbox.hpp"

namespace dispatchbench {

/// As in the draft: whenever the worker's loop has taken a connection and would wait for the next
/// it starts a new thread that waits on the condition variable and then wakes the loop, and each
/// wake takes one connection.
class ArticleMailbox final : public WaitedMailbox {
 public:
  /// As WaitedMailbox. Throws std::system_error where there is no thread for the helper.
  ArticleMailbox(Waker& worker, ThreadAccounting& accounting);
  ~ArticleMailbox() override;

  void put(std::unique_ptr<Session> session) noexcept override;
  void take(SessionQueue& sessions) noexcept override;
  void close() noexcept override;

 private:
  bool take_one(SessionQueue& sessions);
  void start_helper();
  void help();

  std::atomic<bool> helpless_{false};     // the system had no thread for a helper
  std::atomic<bool> helper_told_{false};  // the helper of now has seen what it waited for
  std::mutex helper_mutex_;               // guards what follows; taken before the queue's
  bool ended_ = false;
  std::thread helper_;
};

}  // namespace dispatchbench
