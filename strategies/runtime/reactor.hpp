// One event loop on one thread: it accepts, takes from a mailbox, and runs its connections.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <vector>

#include "strategies/afterwards/afterwards.hpp"
#include "strategies/backends/backends.hpp"
#include "strategies/handoff/mailbox.hpp"
#include "strategies/runtime/accept_handler.hpp"
#include "strategies/runtime/connection_registry.hpp"
#include "strategies/runtime/event_fd.hpp"
#include "strategies/runtime/listener.hpp"
#include "strategies/runtime/shared_load.hpp"
#include "strategies/runtime/worker.hpp"

namespace dispatchbench {

/// Runs connections on one worker's thread. What waits for readiness is a Poller; everything else
/// is the same for every backend.
///
/// Order: construct, say where connections come from and go to, run() on the worker's thread;
/// then, from any other, drain(), seal() if it hands over to others, and finish(). run() returns
/// when finish() was called and no connection is left, or at the deadline given, with every
/// connection destroyed.
class Reactor final : public Waker, private Poller::Sleeper, private Session::Runner {
 public:
  using Move = std::function<void(std::unique_ptr<Session>)>;  ///< must not throw

  /// Throws std::system_error.
  Reactor(const BackendRow& backend, Worker& worker);
  ~Reactor() override;

  /// Accepts from this listener too. Before run(); throws as Poller::watch() and arm().
  void accept_from(Listener& listener, const AcceptHandler::Manner& manner,
                   AcceptHandler::Deal deal);

  /// Takes sessions from this mailbox. Before run().
  void feed_from(Mailbox& mailbox) { mailbox_ = &mailbox; }

  /// What happens to sessions that were run; `move` gets those that are to move. Before run().
  void run_afterwards(std::unique_ptr<Afterwards> afterwards, Move move);

  void run() noexcept;

  /// Takes a session, whose turn then comes. The reactor's own thread, or before run().
  void admit(std::unique_ptr<Session> session) noexcept;

  /// Ends a wait. Any thread.
  void wake() noexcept override { wakeup_.signal(); }

  /// Drains every connection, those to come too. Any thread.
  void drain() { registry_.drain(); }

  /// Accepts nothing more and moves no session to others, from when the future is ready. Once, any
  /// thread.
  std::future<void> seal();

  /// run() returns once no connection is left, at the latest at `deadline_ns`. Any thread.
  void finish(std::int64_t deadline_ns) noexcept;

  /// What others may know of it; whoever places a connection here adds it. Any thread.
  SharedLoad& load() noexcept { return load_; }

 private:
  class WakeupHandler;

  void turn();
  bool prepare_park() noexcept override;
  void unpark() noexcept override;
  void run(Session& session) noexcept override;
  std::int64_t time_to_block() const noexcept;
  void mark_awake() noexcept;
  bool finished() const noexcept;
  void take_mail() noexcept;
  void run_queue() noexcept;
  Connection::Next advance(Session& session) noexcept;
  void count_resting(Session& session, bool resting) noexcept;
  void put_where_it_waits(Session& session, Connection::Next next);
  std::unique_ptr<Session> give_up(Session& session) noexcept;
  void seal_if_asked() noexcept;
  void tick(std::int64_t now_ns);

  Worker& worker_;
  Mailbox* mailbox_ = nullptr;
  std::unique_ptr<Afterwards> afterwards_;
  Move move_;
  ConnectionRegistry registry_;
  std::unique_ptr<Poller> poller_;
  EventFd wakeup_;
  std::unique_ptr<WakeupHandler> wakeup_handler_;
  std::vector<std::unique_ptr<AcceptHandler>> accept_handlers_;
  boost::intrusive::list<Session, boost::intrusive::base_hook<RunQueueHook>> ready_;
  SessionQueue mail_;
  SharedLoad load_;
  std::uint32_t resting_ = 0;
  std::int64_t next_tick_ns_ = 0;
  bool parked_ = false;  // others were told that this thread blocks
  bool woken_ = false;   // … and has, and has not looked into its mailbox since
  bool sealed_ = false;
  std::promise<void> seal_;
  std::atomic<bool> sealing_{false};
  std::atomic<std::int64_t> finish_by_ns_{Deadline::never};
  std::atomic<bool> finishing_{false};
};

}  // namespace dispatchbench
