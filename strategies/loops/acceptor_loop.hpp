// What strategies share in which one thread accepts and any thread may run what became ready.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "strategies/accept/acceptor.hpp"
#include "strategies/runtime/one_shot_shards.hpp"
#include "strategies/strategy.hpp"

namespace dispatchbench {

/// Listens, accepts, sweeps deadlines and ends. What derives from it has the epoll instances in
/// which sessions() show, and says which worker runs what became ready there.
class AcceptorLoop : public Strategy {
 public:
  void start() final;
  const ListenAddress& address() const noexcept final { return listener_->address(); }
  void stop(std::int64_t deadline_ns) noexcept final;

 protected:
  explicit AcceptorLoop(const Environment& environment,
                        const OneShotShards::Kind& kind = OneShotShards::plain)
      : environment_(environment), sessions_(kind) {}

  /// Adds the shards, before there are threads. Throws as start().
  virtual void prepare() = 0;

  /// Starts threads by start_thread(): one for each worker, which calls run().
  virtual void start_threads();

  /// On the worker's thread, which is attached to it: runs connections until finished().
  virtual void run(Worker& worker) noexcept = 0;

  /// finished() is true from now on: wakes every thread, or keeps it from going to sleep.
  virtual void end_threads() noexcept = 0;

  /// They have ended: lets go of what is in queues, which is destroyed next.
  virtual void clear_queues() noexcept {}

  /// On the acceptor's thread: admits a connection. Into each shard in turn.
  virtual void deal(AcceptedSocket socket) noexcept;

  /// On the acceptor's thread, about every ConnectionRegistry::sweep_interval_ns.
  virtual void tick(std::int64_t now_ns) noexcept { sessions_.sweep(now_ns); }

  const Environment& environment() const noexcept { return environment_; }
  OneShotShards& sessions() noexcept { return sessions_; }
  bool finished() const noexcept { return finished_.value.load(std::memory_order_acquire); }
  void start_thread(std::function<void()> run) { threads_.emplace_back(std::move(run)); }

 private:
  const Environment environment_;
  std::optional<Listener> listener_;
  OneShotShards sessions_;
  std::size_t next_shard_ = 0;  // the acceptor's
  // Every quantum reads this; what each accept writes must not take it along.
  OwnCacheLine<std::atomic<bool>> finished_{};
  std::vector<std::thread> threads_;
  std::optional<Acceptor> acceptor_;
};

}  // namespace dispatchbench
