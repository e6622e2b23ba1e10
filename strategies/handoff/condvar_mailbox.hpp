// A mailbox behind a mutex and a condition variable, with a thread that waits on it.
#pragma once

#include <thread>

#include "strategies/handoff/waited_mailbox.hpp"

namespace dispatchbench {

/// One lasting helper thread waits on the condition variable and wakes the worker's loop, which
/// takes all that is queued.
class CondvarMailbox final : public WaitedMailbox {
 public:
  /// As WaitedMailbox. Throws std::system_error where there is no thread for the helper.
  CondvarMailbox(Waker& worker, ThreadAccounting& accounting);
  ~CondvarMailbox() override;

  void take(SessionQueue& sessions) noexcept override;
  void close() noexcept override;

 private:
  void help();

  bool told_ = false;  // the worker was woken for what is queued; guarded by the queue's mutex
  std::thread helper_;
};

}  // namespace dispatchbench
