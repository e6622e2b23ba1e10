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
  std::unique_lock lock(mutex_);
  if (closed_) {
    std::move(queue_.begin(), queue_.end(), std::back_inserter(sockets));
    queue_.clear();
    return;
  }
  sockets.push_back(std::move(queue_.front()));
  queue_.pop_front();
  helper_.join();  // it has nothing left to do but end
  start_helper();
}

void ArticleMailbox::close() noexcept {
  std::thread last;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    closed_ = true;
    last = std::move(helper_);
  }
  changed_.notify_one();
  last.join();
}

bool ArticleMailbox::holds_any() const noexcept {
  const std::lock_guard lock(mutex_);
  return !queue_.empty();
}

}  // namespace dispatchbench
