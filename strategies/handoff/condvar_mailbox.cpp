#include "strategies/handoff/condvar_mailbox.hpp"

#include <utility>

namespace dispatchbench {

CondvarMailbox::CondvarMailbox(Waker& worker, ThreadAccounting& accounting)
    : worker_(worker), accounting_(accounting), helper_([this] { help(); }) {}

CondvarMailbox::~CondvarMailbox() {
  close();
}

void CondvarMailbox::put(std::unique_ptr<Session> session) noexcept {
  {
    const std::lock_guard lock(mutex_);
    queue_.push(std::move(session));
  }
  changed_.notify_one();
}

void CondvarMailbox::help() {
  const ThreadAccounting::Scope accounted(accounting_, "condvar-helper");
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return closed_ || (!queue_.empty() && !told_); });
    if (closed_) return;
    told_ = true;
    lock.unlock();
    due_.store(true, std::memory_order_release);
    worker_.wake();
    lock.lock();
  }
}

void CondvarMailbox::take(SessionQueue& sessions) noexcept {
  if (!due_.exchange(false, std::memory_order_acquire)) return;
  const std::lock_guard lock(mutex_);
  sessions.take_all(queue_);
  told_ = false;
}

void CondvarMailbox::close() noexcept {
  if (!helper_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
  helper_.join();
  due_.store(true, std::memory_order_release);  // whatever is left is taken at the next turn
  worker_.wake();
}

bool CondvarMailbox::empty() const noexcept {
  const std::lock_guard lock(mutex_);
  return queue_.empty();
}

std::unique_ptr<Mailbox> make_condvar_mailbox(Waker& worker, ThreadAccounting& accounting) {
  return std::make_unique<CondvarMailbox>(worker, accounting);
}

}  // namespace dispatchbench
