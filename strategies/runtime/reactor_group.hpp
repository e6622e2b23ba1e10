// One reactor a worker, and the mailboxes between them: how they start, hand over and end.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "strategies/handoff/handoffs.hpp"
#include "strategies/runtime/reactor.hpp"
#include "strategies/strategy.hpp"

namespace dispatchbench {

/// Order: construct; say to reactor(i) where connections come from; start(); then drain(),
/// seal() if reactors put into each other's mailboxes, and finish().
class ReactorGroup {
 public:
  /// Throws std::system_error.
  ReactorGroup(const Environment& environment, const HandoffRow& handoff);

  std::size_t size() const noexcept { return shards_.size(); }
  Reactor& reactor(std::size_t index) noexcept { return *shards_[index].reactor; }

  /// Starts the threads. Throws std::system_error; finish() is then still to be called.
  void start();

  /// Hands a session over to reactor `index`, whose load has it already. Only if the handoff has
  /// mailboxes; any thread but that reactor's.
  void hand_over(std::size_t index, std::unique_ptr<Session> session) noexcept {
    shards_[index].mailbox->put(std::move(session));
  }

  /// Drains every connection, those to come too.
  void drain() noexcept;

  /// Waits until no reactor puts anything into a mailbox any more, at most until `deadline_ns`.
  void seal(std::int64_t deadline_ns) noexcept;

  /// Runs what is left until it has ended, at most until `deadline_ns`, and joins the threads. No
  /// connection is left then.
  void finish(std::int64_t deadline_ns) noexcept;

 private:
  struct Shard {
    std::unique_ptr<Reactor> reactor;
    std::unique_ptr<Mailbox> mailbox;  // wakes the reactor; null: nothing is handed over
    std::thread thread;
    std::future<void> sealed;
  };

  std::vector<Shard> shards_;
};

}  // namespace dispatchbench
