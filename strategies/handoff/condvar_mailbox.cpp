#include "strategies/handoff/condvar_mailbox.hpp"

namespace dispatchbench {

CondvarMailbox::CondvarMailbox(Waker& worker, ThreadAccounting& accounting)
    : WaitedMailbox(worker, accounting), helper_([this] { help(); }) {}

CondvarMailbox::~CondvarMailbox() {
  close();
}

void CondvarMailbox::help() {
  ThreadAccounting::Scope accounted(accounting_, "condvar-helper");
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return closed_ || (!queue_.empty() && !told_); });
    if (closed_) return;
    told_ = true;
    lock.unlock();
    accounted.core().woke();
    accounted.core().charge(Event::hand_over_parked);
    accounted.core().settle();
    tell_worker();
    lock.lock();
  }
}

void CondvarMailbox::take(SessionQueue& sessions) noexcept {
  if (!told_worker()) return;
  const std::lock_guard lock(mutex_);
  sessions.take_all(queue_);
  told_ = false;
}

void CondvarMailbox::close() noexcept {
  if (!helper_.joinable()) return;
  close_queue();
  helper_.join();
  tell_worker();  // whatever is left is taken at the next turn
}

std::unique_ptr<Mailbox> make_condvar_mailbox(Waker& worker, ThreadAccounting& accounting) {
  return std::make_unique<CondvarMailbox>(worker, accounting);
}

}  // namespace dispatchbench
