#include "strategies/article_mailbox.hpp"

#include <iterator>
#include <utility>

namespace dispatchbench {

ArticleMailbox::ArticleMailbox(Waker& worker, ThreadLedger& ledger)
    : worker_(worker), ledger_(ledger) {
  start_helper();
}

ArticleMailbox::~ArticleMailbox() {
  close();
}

void ArticleMailbox::put(AcceptedSocket socket) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(socket));
  }
  changed_.notify_one();
}

void ArticleMailbox::start_helper() {
  helper_ = std::thread([this] { help(); });
}

void ArticleMailbox::help() {
  const ThreadLedger::Attendance attendance(ledger_, "article-helper");
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !queue_.empty(); });
  }
  due_.store(true, std::memory_order_release);
  worker_.wake();
}

void ArticleMailbox::take(std::vector<AcceptedSocket>& sockets) {
  if (!due_.exchange(false, std::memory_order_acquire)) return;
  if (take_some(sockets)) return;
  const std::lock_guard lock(
      helper_mutex_);  // not the queue's: the acceptor must not wait for this
  if (helper_.joinable()) {
    helper_.join();  // it has nothing left to do but end
    start_helper();
  } else {  // close() came in between, and no helper will tell of what is left
    due_.store(true, std::memory_order_release);
    worker_.wake();
  }
}

/// One, or all once nothing more will come. True if that is so.
bool ArticleMailbox::take_some(std::vector<AcceptedSocket>& sockets) {
  const std::lock_guard lock(mutex_);
  const auto end = closed_ ? queue_.end() : queue_.begin() + 1;
  std::move(queue_.begin(), end, std::back_inserter(sockets));
  queue_.erase(queue_.begin(), end);
  return closed_;
}

void ArticleMailbox::close() noexcept {
  const std::lock_guard lock(helper_mutex_);
  if (!helper_.joinable()) return;
  {
    const std::lock_guard queue_lock(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
  helper_.join();  // it wakes the worker once more, who then takes all that is left
}

bool ArticleMailbox::holds_any() const noexcept {
  const std::lock_guard lock(mutex_);
  return !queue_.empty();
}

}  // namespace dispatchbench
