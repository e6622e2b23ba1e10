// The contract of a strategy: which thread runs a connection, and when.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "strategies/connection.hpp"
#include "strategies/runtime/listener.hpp"
#include "strategies/runtime/worker.hpp"

namespace dispatchbench {

class ThreadAccounting;
struct BackendRow;

/// What a strategy is given. Everything referred to lives longer than the strategy.
struct Environment {
  ListenAddress listen;
  int backlog = 1024;
  bool share_port = false;              ///< others that are told so too may listen on the same port
  const BackendRow* backend = nullptr;  ///< not null
  std::vector<std::unique_ptr<Worker>>& workers;  ///< one a thread that runs advance(); not empty
  ConnectionFactory& connections;
  unsigned listeners = 2;               ///< where workers accept in groups
  std::int64_t placement_delay_ns = 0;  ///< until placements hear of loads
  double time_scale = 1;                ///< how many times slower an emulated machine's time goes
  std::uint64_t seed = 1;               ///< of what is left to chance; successive ones are used too
  ThreadAccounting& other_threads;      ///< where threads that are no worker account for themselves
};

/// Accepts connections and decides which worker's thread calls advance().
///
/// start() and stop() are called once each, in this order, by the same thread. Destroying a
/// strategy that was started without having stopped it is not allowed.
class Strategy {
 public:
  virtual ~Strategy() = default;

  /// Listens and starts the threads. On return connections are accepted at address(). Throws
  /// std::system_error if it cannot listen or start a thread; nothing runs then.
  virtual void start() = 0;

  /// Where it listens, with the real port. After start().
  virtual const ListenAddress& address() const noexcept = 0;

  /// Drains every connection, stops accepting (in this order: when a client is refused, no answer
  /// begins any more that promises to keep a connection), cuts the connections that are still there
  /// at `deadline_ns` (CLOCK_MONOTONIC), ends and joins all threads. On return every connection is
  /// destroyed.
  virtual void stop(std::int64_t deadline_ns) noexcept = 0;
};

}  // namespace dispatchbench
