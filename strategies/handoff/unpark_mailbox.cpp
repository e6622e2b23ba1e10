#include "strategies/handoff/unpark_mailbox.hpp"

#include <utility>

namespace dispatchbench {

void UnparkMailbox::put(AcceptedSocket socket) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(socket));
    size_.store(queue_.size(), std::memory_order_seq_cst);
  }
  if (parked_.load(std::memory_order_seq_cst) && parked_.exchange(false)) worker_.wake();
}

void UnparkMailbox::take(std::vector<AcceptedSocket>& sockets) {
  if (empty()) return;
  const std::lock_guard lock(mutex_);
  move_all(queue_, sockets);
  size_.store(0, std::memory_order_seq_cst);
}

bool UnparkMailbox::prepare_park() noexcept {
  parked_.store(true, std::memory_order_seq_cst);
  if (empty()) return true;
  parked_.store(false, std::memory_order_relaxed);
  return false;
}

}  // namespace dispatchbench
