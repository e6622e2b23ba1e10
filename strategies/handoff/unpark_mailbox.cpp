#include "strategies/handoff/unpark_mailbox.hpp"

#include <utility>

#include "machine/core_account.hpp"
#include "strategies/runtime/thread_accounting.hpp"

namespace dispatchbench {

void UnparkMailbox::put(std::unique_ptr<Session> session) noexcept {
  {
    const std::lock_guard lock(mutex_);
    queue_.push(std::move(session));
    size_.store(queue_.size(), std::memory_order_seq_cst);
  }
  const bool wakes = parked_.load(std::memory_order_seq_cst) && parked_.exchange(false);
  if (wakes) worker_.wake();
  charge_thread(wakes ? Event::hand_over_parked : Event::hand_over_awake);
}

void UnparkMailbox::take(SessionQueue& sessions) noexcept {
  if (empty()) return;
  const std::lock_guard lock(mutex_);
  sessions.take_all(queue_);
  size_.store(0, std::memory_order_seq_cst);
}

bool UnparkMailbox::prepare_park() noexcept {
  parked_.store(true, std::memory_order_seq_cst);
  if (empty()) return true;
  parked_.store(false, std::memory_order_relaxed);
  return false;
}

std::unique_ptr<Mailbox> make_unpark_mailbox(Waker& worker, ThreadAccounting&) {
  return std::make_unique<UnparkMailbox>(worker);
}

}  // namespace dispatchbench
