#include "strategies/runtime/one_shot_shards.hpp"

#include <algorithm>
#include <utility>

#include "base/clock.hpp"
#include "strategies/runtime/one_shot.hpp"

namespace dispatchbench {

void OneShotShards::add_shard(EpollSet& epoll) {
  shards_.push_back(std::make_unique<Shard>(epoll));
}

void OneShotShards::admit(std::size_t shard, AcceptedSocket socket,
                          ConnectionFactory& connections) noexcept {
  std::unique_ptr<Connection> connection = connections.make(std::move(socket));
  if (!connection) return;
  OneShotSession* const session =
      kind_.make(std::move(connection), static_cast<std::uint32_t>(shard));
  if (session == nullptr) return;
  Shard& its = *shards_[shard];
  its.registry.add(*session);
  if (its.epoll.add(session->descriptor(), one_shot(Connection::Next::again), session)) return;
  its.registry.remove(*session);
  kind_.destroy(*session);
}

void OneShotShards::let_go(OneShotSession& session, Connection::Next next) noexcept {
  Shard& its = *shards_[session.shard];
  if (next != Connection::Next::close &&
      its.epoll.modify(session.descriptor(), one_shot(next), &session)) {
    return;
  }
  its.registry.remove(session);
  kind_.destroy(session);
}

void OneShotShards::sweep(std::int64_t now_ns) noexcept {
  for (const auto& shard : shards_) shard->registry.sweep(now_ns);
}

void OneShotShards::drain() noexcept {
  for (const auto& shard : shards_) shard->registry.drain();
}

void OneShotShards::await_end(std::int64_t deadline_ns) noexcept {
  for (const auto& shard : shards_) await_end_of(shard->registry, deadline_ns);
}

void OneShotShards::await_end_of(ConnectionRegistry& registry, std::int64_t deadline_ns) noexcept {
  std::int64_t now_ns = monotonic_ns();
  while (!registry.wait_until_empty(
      std::min(deadline_ns, now_ns + ConnectionRegistry::sweep_interval_ns))) {
    now_ns = monotonic_ns();
    if (now_ns >= deadline_ns) return registry.abort();
    sweep(now_ns);
  }
}

void OneShotShards::clear() noexcept {
  for (const auto& shard : shards_) {
    while (ConnectionRegistry::Entry* entry = shard->registry.take_any()) {
      kind_.destroy(static_cast<OneShotSession&>(*entry));
    }
  }
}

}  // namespace dispatchbench
