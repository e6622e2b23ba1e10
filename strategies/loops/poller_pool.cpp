// One thread polls and a pool of workers runs what it finds, from one queue: what became ready
// first first, and what has had its quantum behind all others.
#include "strategies/loops/polled_pool.hpp"
#include "strategies/runtime/work_queue.hpp"

namespace dispatchbench {
namespace {

class OneQueue final : public ReadySessions {
 public:
  void push(OneShotSession& session) noexcept override { queue_.push(session); }
  unsigned wake() noexcept override { return queue_.wake_one() ? 1 : 0; }
  void go_on(OneShotSession& session, Worker&) noexcept override { queue_.push(session); }
  OneShotSession* take(Worker&, bool& slept) noexcept override { return queue_.take(slept); }
  void end() noexcept override { queue_.end(); }

 private:
  WorkQueue<OneShotSession> queue_;
};

}  // namespace

std::unique_ptr<Strategy> make_poller_pool(const Environment& environment) {
  return std::make_unique<PolledPool>(environment, std::make_unique<OneQueue>());
}

}  // namespace dispatchbench
