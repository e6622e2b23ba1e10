// Connections that any thread may run, on one-shot events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "strategies/runtime/cache_line.hpp"
#include "strategies/runtime/connection_registry.hpp"
#include "strategies/runtime/epoll_set.hpp"
#include "strategies/runtime/run_queue.hpp"

namespace dispatchbench {

/// A connection that waits on a one-shot event, is in one queue, or is run by one thread. Without
/// what a Session keeps for reactors: there may be very many.
struct OneShotSession : RunQueueHook, ConnectionRegistry::Entry {
  OneShotSession(std::unique_ptr<Connection> connection, std::uint32_t its_shard) noexcept
      : ConnectionRegistry::Entry(std::move(connection)), shard(its_shard) {}

  const std::uint32_t shard;
};

/// Admits, arms again and retires sessions. Each belongs to a shard, which has a registry and thus
/// a lock of its own, so that threads which admit to different shards do not meet. Any thread,
/// unless said otherwise.
class OneShotShards {
 public:
  /// What its sessions are, for strategies that keep more beside a connection.
  struct Kind {
    OneShotSession* (*make)(std::unique_ptr<Connection>,
                            std::uint32_t shard) noexcept;  ///< or null
    void (*destroy)(OneShotSession& session) noexcept;
  };

  /// Of sessions of type `S`, which derives from OneShotSession and is made like one.
  template <typename S>
  static constexpr Kind kind_of{
      [](std::unique_ptr<Connection> connection, std::uint32_t shard) noexcept -> OneShotSession* {
        return new (std::nothrow) S(std::move(connection), shard);
      },
      [](OneShotSession& session) noexcept { delete static_cast<S*>(&session); }};
  static const Kind plain;  ///< a OneShotSession

  explicit OneShotShards(const Kind& kind = plain) noexcept : kind_(kind) {}

  /// Its sessions show in `epoll`, tagged with the OneShotSession. Before anything is admitted.
  void add_shard(EpollSet& epoll);

  std::size_t shards() const noexcept { return shards_.size(); }

  /// Makes a connection of `socket` and arms it for what is ready at once, so whoever waits runs
  /// it. One that is refused, or for which there is no memory, is closed.
  void admit(std::size_t shard, AcceptedSocket socket, ConnectionFactory& connections) noexcept;

  /// ConnectionRegistry::advance() of the session's shard.
  Connection::Next advance(OneShotSession& session, Worker& worker) noexcept {
    return shards_[session.shard]->registry.advance(session, worker);
  }

  /// After advance(): arms it for what it waits for, or retires it. It may then be running
  /// elsewhere, or be gone.
  void let_go(OneShotSession& session, Connection::Next next) noexcept;

  /// Cuts the connections whose deadline lies before `now_ns`.
  void sweep(std::int64_t now_ns) noexcept;

  void drain() noexcept;

  /// Waits until no connection is left, and keeps to deadlines meanwhile; those that are still
  /// there at `deadline_ns` are cut. After drain(), while sessions are still run.
  void await_end(std::int64_t deadline_ns) noexcept;

  /// Destroys what is left. When nothing is run any more.
  void clear() noexcept;

 private:
  struct alignas(cache_line) Shard {
    explicit Shard(EpollSet& its_epoll) noexcept : epoll(its_epoll) {}

    EpollSet& epoll;
    ConnectionRegistry registry;
  };

  void await_end_of(ConnectionRegistry& registry, std::int64_t deadline_ns) noexcept;

  const Kind& kind_;
  std::vector<std::unique_ptr<Shard>> shards_;
};

inline constexpr OneShotShards::Kind OneShotShards::plain = kind_of<OneShotSession>;

}  // namespace dispatchbench
