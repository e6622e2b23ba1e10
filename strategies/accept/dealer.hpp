// Sends connections where the placement says.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "strategies/placement/placements.hpp"
#include "strategies/runtime/reactor_group.hpp"

namespace dispatchbench {

/// For one thread that places connections: an acceptor's, or a reactor's.
class Dealer {
 public:
  /// `self`: the reactor on whose thread it is used; none for an acceptor.
  Dealer(ReactorGroup& group, ConnectionFactory& connections, const PlacementRow& placement,
         std::uint64_t seed, std::optional<std::size_t> self);

  /// Makes a connection of what was accepted, and places it. One that is refused, or for which
  /// there is no memory, is closed.
  void deal(AcceptedSocket socket) noexcept;

  /// Places a session anew; it belongs to nobody now.
  void place(std::unique_ptr<Session> session) noexcept;

  /// What it knows of the workers now; until the next call.
  std::span<const WorkerLoad> read_loads() noexcept;

 private:
  std::size_t choose(int socket);

  ReactorGroup& group_;
  ConnectionFactory& connections_;
  const PlacementRow& row_;
  const std::optional<std::size_t> self_;
  std::unique_ptr<Placement> placement_;
  Random random_;
  std::vector<WorkerLoad> loads_;
};

}  // namespace dispatchbench
