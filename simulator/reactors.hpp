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
    by_acceptor,  ///< a thread of its own, the one after the workers
    by_hash,      ///< each worker, what the kernel's hash gives it
    by_any,       ///< an idle worker that a connection wakes, or who looks first
    by_gate       ///< likewise, but who has requests in hand lets others come first, for 5 ms
  };
  enum class Handoff {
    direct,     ///< whoever hands over wakes the worker, if that is parked
    helper,     ///< a thread for each worker is woken, and tells it of all there is
    new_helper  ///< likewise, but it is started for each connection, and tells of one
  };
  enum class Afterwards { stays, closes, moves };

  Accept accept = Accept::by_acceptor;
  const PlacementRow* placement = nullptr;
  Handoff handoff = Handoff::direct;
  Afterwards afterwards = Afterwards::stays;
  std::uint32_t after = 0;  ///< so many requests
};

/// Threads: the workers, then an acceptor if there is one, then each worker's helper if there are
/// such. `connections` has one more entry for
/// each worker, from `connections.size() - workers` on, that stands for its listener.
std::unique_ptr<Server> make_reactors(const ReactorParts& parts, const ServerSetting& setting,
                                      Host& host, Connections& connections, Client& client);

}  // namespace dispatchbench::simulator
