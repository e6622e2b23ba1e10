// One acceptor deals into per-worker queues and itself wakes the worker's loop, only if it is
// parked; the worker takes its whole queue.
#include "strategies/dealt_reactors.hpp"
#include "strategies/handoff/unpark_mailbox.hpp"

namespace dispatchbench {

std::unique_ptr<Strategy> make_unpark_queue(const Environment& environment) {
  return std::make_unique<DealtReactors>(environment, [](Waker& worker, ThreadAccounting&) {
    return std::make_unique<UnparkMailbox>(worker);
  });
}

}  // namespace dispatchbench
