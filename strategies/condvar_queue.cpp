// One acceptor deals into per-worker queues; a lasting helper thread per worker waits on a
// condition variable and wakes the worker's loop, which takes all that is queued.
#include "strategies/condvar_mailbox.hpp"
#include "strategies/dealt_reactors.hpp"

namespace dispatchbench {

std::unique_ptr<Strategy> make_condvar_queue(const Environment& environment) {
  return std::make_unique<DealtReactors>(environment, [](Waker& worker, ThreadLedger& ledger) {
    return std::make_unique<CondvarMailbox>(worker, ledger);
  });
}

}  // namespace dispatchbench
