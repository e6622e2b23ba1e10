// A connection that a strategy runs, with what the strategy keeps beside it.
#pragma once

#include <cstdint>
#include <memory>

#include "strategies/backends/poller.hpp"
#include "strategies/runtime/connection_registry.hpp"
#include "strategies/runtime/run_queue.hpp"

namespace dispatchbench {

/// Owns a connection from when it was made to its end. It is with one worker at a time, or in one
/// queue on the way to it; whoever has it may hand it on. One thread at a time.
class Session final : private Poller::Client,
                      public RunQueueHook,
                      public ConnectionRegistry::Entry {
 public:
  /// Who runs sessions that have become ready.
  class Runner {
   public:
    /// May destroy it, or hand it on.
    virtual void run(Session& session) noexcept = 0;

   protected:
    ~Runner() = default;
  };

  explicit Session(std::unique_ptr<Connection> connection) noexcept
      : ConnectionRegistry::Entry(std::move(connection)) {}
  ~Session() {
    if (watch_) watch_->will_close();  // the watch goes before the connection, which closes
  }

  /// From now on `runner` runs it when `poller` finds what it waits for. Throws as Poller::watch().
  void settle(Runner& runner, Poller& poller) {
    watch_ = poller.watch(descriptor(), *this, Poller::Wakeup::every);
    runner_ = &runner;
  }
  /// It is about to go elsewhere.
  void unsettle() noexcept { watch_.reset(); }

  /// Only while it is settled.
  void wait_for(Poller::Readiness readiness) { watch_->arm(readiness); }

  // In this order they fit into what the entry leaves of its last word, and the one behind.
  bool queued = false;         ///< its turn comes anyway
  bool resting = false;        ///< counted as between two requests
  std::uint32_t worker = 0;    ///< whose it is
  std::uint32_t answered = 0;  ///< requests, for what happens afterwards

 private:
  void ready() noexcept override {
    if (!queued) runner_->run(*this);
  }

  Runner* runner_ = nullptr;
  std::unique_ptr<Poller::Watch> watch_;
};

}  // namespace dispatchbench
