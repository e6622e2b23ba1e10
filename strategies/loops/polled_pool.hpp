// One thread polls for all connections, and a pool of workers runs what it finds.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include "strategies/loops/acceptor_loop.hpp"
#include "strategies/runtime/event_fd.hpp"

namespace dispatchbench {

/// What is ready to run, in the order that a strategy wants, for workers that sleep while there is
/// nothing. Owns nothing. Any thread, unless said otherwise.
class ReadySessions {
 public:
  virtual ~ReadySessions() = default;

  /// It became ready. May wake somebody. The poller's thread.
  virtual void push(OneShotSession& session) noexcept = 0;

  /// After a batch of push(): wakes whom it takes to begin with it, and says how many were woken
  /// for the batch. The poller's thread.
  virtual unsigned wake() noexcept = 0;

  /// It has had its quantum of `worker`, which calls this, and could go on.
  virtual void go_on(OneShotSession& session, Worker& worker) noexcept = 0;

  /// What `worker`, which calls this, is to run, once there is something; null after end(). `slept`
  /// says whether it did.
  virtual OneShotSession* take(Worker& worker, bool& slept) noexcept = 0;

  /// From now on take() gives nothing.
  virtual void end() noexcept = 0;

  /// Lets go of what end() has left. When no other thread is left.
  virtual void clear() noexcept {}
};

/// Events are one-shot: whoever has run a connection arms it again.
class PolledPool : public AcceptorLoop {
 public:
  /// `ready` is made for the workers of `environment`. Connections are admitted to `shards` shards
  /// in turn, which all show in the poller's epoll instance.
  PolledPool(const Environment& environment, std::unique_ptr<ReadySessions> ready,
             std::size_t shards = 1, const OneShotShards::Kind& kind = OneShotShards::plain)
      : AcceptorLoop(environment, kind), ready_(std::move(ready)), shards_(shards) {}

 private:
  void prepare() override;
  void start_threads() override;
  void run(Worker& worker) noexcept override;
  void end_threads() noexcept override;
  void clear_queues() noexcept override { ready_->clear(); }

  void poll() noexcept;
  std::size_t wait(CoreAccount& core, std::span<epoll_event> events) noexcept;

  const std::unique_ptr<ReadySessions> ready_;
  const std::size_t shards_;
  EpollSet set_;
  EventFd end_;
};

}  // namespace dispatchbench
