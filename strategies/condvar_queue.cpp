// One acceptor deals into per-worker queues; a lasting helper thread per worker waits on a
// condition variable and wakes the worker's loop, which takes all that is queued.
#include "strategies/dealt_reactors.hpp"
#include "strategies/handoff/condvar_mailbox.hpp"

namespace dispatchbench {

std::unique_ptr<Strategy> make_condvar_queue(const Environment& environment) {
  return std::make_unique<DealtReactors>(
      environment, [](Waker& worker, ThreadAccounting& accounting) {
        return std::make_unique<CondvarMailbox>(worker, accounting);
      });
}

}  // namespace dispatchbench
