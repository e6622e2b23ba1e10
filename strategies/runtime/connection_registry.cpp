#include "strategies/runtime/connection_registry.hpp"

#include <chrono>
#include <sys/socket.h>

#include "base/clock.hpp"

namespace dispatchbench {

void ConnectionRegistry::add(Entry& entry) {
  const std::lock_guard lock(mutex_);
  entries_.push_back(entry);
  size_.store(entries_.size(), std::memory_order_release);
  if (draining_.load(std::memory_order_relaxed)) entry.connection_->drain();
}

void ConnectionRegistry::remove(Entry& entry) {
  const std::lock_guard lock(mutex_);
  entries_.erase(entries_.iterator_to(entry));
  size_.store(entries_.size(), std::memory_order_release);
  if (entries_.empty() && draining_.load(std::memory_order_relaxed)) left_.notify_all();
}

Connection::Next ConnectionRegistry::advance(Entry& entry, Worker& worker) noexcept {
  entry.phase_.store(Entry::Phase::running, std::memory_order_relaxed);
  const Connection::Next next = entry.connection_->advance(worker);
  if (next == Connection::Next::close) return next;
  const Deadline deadline = entry.connection_->deadline();
  entry.deadline_ns_.store(deadline.at_ns, std::memory_order_relaxed);
  const bool idle = deadline.idle && next == Connection::Next::wait_read;
  // Either this thread sees that draining began, or drain() sees that the connection is idle.
  entry.phase_.store(idle ? Entry::Phase::idle : Entry::Phase::waiting, std::memory_order_seq_cst);
  if (idle && draining_.load(std::memory_order_seq_cst)) {
    ::shutdown(entry.descriptor(), SHUT_RD);
  }
  return next;
}

void ConnectionRegistry::sweep(std::int64_t now_ns) {
  const std::lock_guard lock(mutex_);
  for (Entry& entry : entries_) {
    // One that is running has an old deadline; it is seen at the next sweep. advance() stores the
    // deadline, then the phase: whoever sees the phase that ended a run sees its deadline too.
    if (entry.phase_.load(std::memory_order_acquire) == Entry::Phase::running) continue;
    if (entry.deadline_ns_.load(std::memory_order_relaxed) > now_ns) continue;
    ::shutdown(entry.descriptor(), SHUT_RDWR);
  }
}

void ConnectionRegistry::drain() {
  const std::lock_guard lock(mutex_);
  draining_.store(true, std::memory_order_seq_cst);
  for (Entry& entry : entries_) {
    entry.connection_->drain();
    // What has arrived can still be read and answered, so a request that came just now is not lost.
    if (entry.phase_.load(std::memory_order_seq_cst) == Entry::Phase::idle) {
      ::shutdown(entry.descriptor(), SHUT_RD);
    }
  }
}

void ConnectionRegistry::abort() {
  const std::lock_guard lock(mutex_);
  for (Entry& entry : entries_) ::shutdown(entry.descriptor(), SHUT_RDWR);
}

bool ConnectionRegistry::wait_until_empty(std::int64_t deadline_ns) {
  std::unique_lock lock(mutex_);
  const Clock::time_point deadline{Nanoseconds(deadline_ns)};
  return left_.wait_until(lock, deadline, [this] { return entries_.empty(); });
}

ConnectionRegistry::Entry* ConnectionRegistry::take_any() {
  const std::lock_guard lock(mutex_);
  if (entries_.empty()) return nullptr;
  Entry& entry = entries_.front();
  entries_.pop_front();
  size_.store(entries_.size(), std::memory_order_release);
  return &entry;
}

}  // namespace dispatchbench
