// A server of parts: an event loop a worker, and a choice of who accepts, which worker gets a
// connection, and what happens to it afterwards.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "simulator/server.hpp"
#include "strategies/placement/placements.hpp"

namespace dispatchbench::simulator {

struct ReactorParts {
  enum class Accept {
    by_acceptor,    ///< a thread of its own, the one after the workers
    by_hash,        ///< each worker, what the kernel's hash gives it
    by_any,         ///< an idle worker that a connection wakes, or who looks first
    by_gate,        ///< likewise, but who has requests in hand lets others come first, for 5 ms
    by_turns,       ///< as by_any, but after 16 accepts others are woken first
    by_groups,      ///< the hash chooses a listener, and each has some of the workers, by_any
    by_neighbours,  ///< likewise; as many listeners as workers, each also the one before's
    by_sleepers     ///< likewise, each everybody's; its own worker is woken beside one that sleeps
  };
  enum class Handoff {
    direct,     ///< whoever hands over wakes the worker, if that is parked
    helper,     ///< a thread for each worker is woken, and tells it of all there is
    new_helper  ///< likewise, but it is started for each connection, and tells of one
  };
  enum class Afterwards {
    stays,
    closes,
    moves,
    evens_out  ///< a worker with far more than the mean hands on what it has answered
  };

  Accept accept = Accept::by_acceptor;
  const PlacementRow* placement = nullptr;
  Handoff handoff = Handoff::direct;
  Afterwards afterwards = Afterwards::stays;
  std::uint32_t after = 0;               ///< so many requests; of a worker's where it evens out
  const PlacementRow* moving = nullptr;  ///< says where connections go then; null: the placement
};

/// Threads: the workers, then an acceptor if there is one, then each worker's helper if there are
/// such. `connections` has one more entry for each worker, from `connections.size() - workers` on,
/// that stands for its listener.
std::unique_ptr<Server> make_reactors(const ReactorParts& parts, const ServerSetting& setting,
                                      Host& host, Connections& connections, Client& client);

}  // namespace dispatchbench::simulator
