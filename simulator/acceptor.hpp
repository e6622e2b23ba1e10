// A thread that does nothing but accept.
#pragma once

#include "simulator/server.hpp"

namespace dispatchbench::simulator {

class Acceptor {
 public:
  explicit Acceptor(std::uint32_t thread) noexcept : thread_(thread) {}

  std::uint32_t thread() const noexcept { return thread_; }

  void connected(std::uint32_t connection, Connections& all, Host& host) {
    backlog_.push(all, connection);
    if (host.thread(thread_).busy) return;
    host.charge(thread_, Event::wake_up);
    begin(all, host);
  }

  /// Its thread has finished. What was accepted goes where the caller says, who charges what that
  /// costs, before the next is.
  template <class Deal>
  void finished(Connections& all, Host& host, const Deal& deal) {
    deal(accepting_);
    host.rest(thread_);
    if (!backlog_.empty()) begin(all, host);
  }

 private:
  void begin(Connections& all, Host& host) {
    accepting_ = backlog_.pop(all);
    host.work(thread_, host.cost_ns(Event::accept));
  }

  std::uint32_t thread_;
  std::uint32_t accepting_ = none;
  ConnectionQueue backlog_;
};

}  // namespace dispatchbench::simulator
