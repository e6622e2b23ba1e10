// Sessions that wait for somebody to take them.
#pragma once

#include <cstddef>
#include <memory>

#include <boost/intrusive/list.hpp>

#include "strategies/runtime/session.hpp"

namespace dispatchbench {

/// First in, first out. Owns what is in it, and needs no memory. One thread at a time.
class SessionQueue {
 public:
  SessionQueue() = default;
  ~SessionQueue() { clear(); }
  SessionQueue(const SessionQueue&) = delete;
  SessionQueue& operator=(const SessionQueue&) = delete;

  void push(std::unique_ptr<Session> session) noexcept { sessions_.push_back(*session.release()); }

  /// Null if it is empty.
  std::unique_ptr<Session> pop() noexcept {
    if (sessions_.empty()) return nullptr;
    std::unique_ptr<Session> first(&sessions_.front());
    sessions_.pop_front();
    return first;
  }

  /// Appends all of `other`, which is empty then.
  void take_all(SessionQueue& other) noexcept {
    sessions_.splice(sessions_.end(), other.sessions_);
  }

  void clear() noexcept {
    while (pop() != nullptr) {
    }
  }

  std::size_t size() const noexcept { return sessions_.size(); }
  bool empty() const noexcept { return sessions_.empty(); }

 private:
  boost::intrusive::list<Session, boost::intrusive::base_hook<RunQueueHook>> sessions_;
};

}  // namespace dispatchbench
