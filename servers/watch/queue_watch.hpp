// Whether a worker is idle while a request waits for another: what dispatch loses, as measured.
#pragma once

#include <memory>
#include <vector>

#include "servers/watch/idle_workers.hpp"
#include "servers/watch/watched_connections.hpp"
#include "strategies/runtime/worker.hpp"

namespace dispatchbench {

/// Looks from outside, whatever the strategy: at the threads, as the kernel has them, at the queues
/// of the listening sockets, and at connections that nobody runs. It looks twice, 0.2 ms apart, and
/// says yes where the same worker was idle and the same connection (or some, at a listening socket)
/// waited both times: what is about to be run does not count, nor does what is queued for less.
/// A request that was read whole beside another one, and waits in the connection's own buffer, is
/// not seen. What it costs others: two counters and a virtual call an advance(), an allocation and
/// a lock for a connection, and the lock of a sixteenth of them while 64 are asked about. One
/// thread; what it is given lives longer.
class QueueWatch {
 public:
  /// `listeners` are descriptors that stay open.
  QueueWatch(const std::vector<std::unique_ptr<Worker>>& workers, WatchedConnections& connections,
             std::vector<int> listeners);

  /// Takes 0.2 ms of waiting, and a microsecond for each worker and a tenth for each connection.
  bool look();

 private:
  bool some_wait_to_be_accepted() const;

  WatchedConnections& connections_;
  const std::vector<int> listeners_;
  IdleWorkersWatch workers_;
};

}  // namespace dispatchbench
