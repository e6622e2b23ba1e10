// One event loop on one thread: it accepts, takes from a mailbox, and runs its connections.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "strategies/handoff/mailbox.hpp"
#include "strategies/runtime/connection_registry.hpp"
#include "strategies/runtime/event_fd.hpp"
#include "strategies/runtime/listener.hpp"
#include "strategies/runtime/poller.hpp"
#include "strategies/strategy.hpp"

namespace dispatchbench {

/// Runs connections on one worker's thread. What waits for readiness is a Poller; everything else
/// is the same for every backend.
///
/// Order: construct, listen_on() or feed_from(), run() on the worker's thread; then, from any
/// other, drain() and finish(). run() returns when finish() was called and no connection is left,
/// or at the deadline given, with every connection destroyed.
class Reactor final : public Waker, private Poller::Sleeper {
 public:
  /// Throws std::system_error.
  Reactor(Backend backend, Worker& worker, ConnectionFactory& connections);
  ~Reactor() override;

  /// Accepts from this listener. Before run().
  void listen_on(Listener& listener);

  /// Takes sockets from this mailbox. Before run().
  void feed_from(Mailbox& mailbox);

  void run() noexcept;

  /// Ends a wait. Any thread.
  void wake() noexcept override { wakeup_.signal(); }

  /// Drains every connection, those to come too. Any thread.
  void drain() { registry_.drain(); }

  /// run() returns once no connection is left, at the latest at `deadline_ns`. Any thread.
  void finish(std::int64_t deadline_ns) noexcept;

 private:
  class Session;
  class WakeupHandler;
  class AcceptHandler;

  void turn();
  void woke() noexcept override;
  std::int64_t time_to_block() noexcept;
  void awake() noexcept;
  bool finished() const noexcept;
  void adopt(AcceptedSocket socket) noexcept;
  void take_mail();
  void run_queue();
  void run(Session& session) noexcept;
  void place(Session& session, Connection::Next next);
  void remove(Session& session) noexcept;
  void tick(std::int64_t now_ns);

  Worker& worker_;
  ConnectionFactory& connections_;
  Mailbox* mailbox_ = nullptr;
  ConnectionRegistry registry_;
  std::unique_ptr<Poller> poller_;
  EventFd wakeup_;
  std::unique_ptr<WakeupHandler> wakeup_handler_;
  std::unique_ptr<AcceptHandler> accept_handler_;
  std::deque<Session*> ready_;
  std::vector<AcceptedSocket> mail_;
  std::int64_t next_tick_ns_ = 0;
  bool parked_ = false;  // the mailbox was told that this thread blocks
  std::atomic<std::int64_t> finish_by_ns_{Deadline::never};
  std::atomic<bool> finishing_{false};
};

}  // namespace dispatchbench
