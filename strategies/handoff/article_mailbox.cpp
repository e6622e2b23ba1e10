#include "strategies/handoff/article_mailbox.hpp"

#include <utility>

#include "machine/core_account.hpp"

namespace dispatchbench {

ArticleMailbox::ArticleMailbox(Waker& worker, ThreadAccounting& accounting)
    : WaitedMailbox(worker, accounting) {
  start_helper();
}

ArticleMailbox::~ArticleMailbox() {
  close();
}

void ArticleMailbox::put(std::unique_ptr<Session> session) noexcept {
  WaitedMailbox::put(std::move(session));
  if (helpless_.load(std::memory_order_seq_cst)) tell_worker();
}

void ArticleMailbox::start_helper() {
  helper_told_.store(false, std::memory_order_relaxed);
  helper_ = std::thread([this] { help(); });
}

void ArticleMailbox::help() {
  ThreadAccounting::Scope accounted(accounting_, "article-helper");
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !queue_.empty(); });
  }
  accounted.core().charge(Event::thread_start);
  accounted.core().woke();
  accounted.core().charge(Event::hand_over_parked);
  accounted.core().settle();
  helper_told_.store(true, std::memory_order_release);
  tell_worker();
}

void ArticleMailbox::take(SessionQueue& sessions) noexcept {
  if (!told_worker()) return;
  if (take_one(sessions)) {
    if (!empty()) tell_worker();
    return;
  }
  const std::lock_guard lock(
      helper_mutex_);  // not the queue's: the acceptor must not wait for this
  if (helper_.joinable()) {
    // It was the sender who woke the worker, late: this helper is still to tell.
    if (!helper_told_.load(std::memory_order_acquire)) return;
    helper_.join();  // it has nothing left to do but end
  }
  if (ended_) return tell_worker();  // close() came in between: no helper tells of what is left
  try {
    start_helper();
    charge_thread(Event::thread_start);
    helpless_.store(false, std::memory_order_seq_cst);
  } catch (const std::exception&) {  // no thread to be had: the sender wakes, until there is one
    helpless_.store(true, std::memory_order_seq_cst);
    if (!empty()) tell_worker();  // what was sent before the sender could know
  }
}

/// True once nothing more will come.
bool ArticleMailbox::take_one(SessionQueue& sessions) {
  const std::lock_guard lock(mutex_);
  if (!queue_.empty()) sessions.push(queue_.pop());
  return closed_;
}

void ArticleMailbox::close() noexcept {
  const std::lock_guard lock(helper_mutex_);
  if (std::exchange(ended_, true)) return;
  close_queue();
  if (helper_.joinable()) helper_.join();
  tell_worker();  // who then takes what is left, one by one
}

std::unique_ptr<Mailbox> make_article_mailbox(Waker& worker, ThreadAccounting& accounting) {
  return std::make_unique<ArticleMailbox>(worker, accounting);
}

}  // namespace dispatchbench
