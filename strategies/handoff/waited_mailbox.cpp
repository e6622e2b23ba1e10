#include "strategies/handoff/waited_mailbox.hpp"

#include <utility>

#include "machine/core_account.hpp"

namespace dispatchbench {

void WaitedMailbox::put(std::unique_ptr<Session> session) noexcept {
  {
    const std::lock_guard lock(mutex_);
    queue_.push(std::move(session));
  }
  changed_.notify_one();
  charge_thread(Event::hand_over_parked);
}

bool WaitedMailbox::empty() const noexcept {
  const std::lock_guard lock(mutex_);
  return queue_.empty();
}

void WaitedMailbox::tell_worker() noexcept {
  due_.store(true, std::memory_order_release);
  worker_.wake();
}

void WaitedMailbox::close_queue() noexcept {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
}

}  // namespace dispatchbench
