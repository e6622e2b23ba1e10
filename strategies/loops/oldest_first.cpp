// One thread polls, and whoever is free runs the request that arrived first, over all workers.
//
// That thread is there so that arrivals are noted while every worker is busy. Where requests are
// read in one piece the order is that of poller_pool.cpp; one that comes in pieces or needs several
// quanta keeps its place here, and goes behind all others there.
#include "strategies/loops/by_age.hpp"
#include "strategies/loops/polled_pool.hpp"
#include "strategies/runtime/work_queue.hpp"

namespace dispatchbench {
namespace {

AgedSession& aged(OneShotSession& session) noexcept {
  return static_cast<AgedSession&>(session);
}

class OldestFirst final : public ReadySessions {
 public:
  void push(OneShotSession& session) noexcept override { queue_.push(aged(session)); }
  unsigned wake() noexcept override { return queue_.wake_one() ? 1 : 0; }
  void go_on(OneShotSession& session, Worker&) noexcept override {
    ByAge::count_quantum(aged(session));
    queue_.push(aged(session));
  }
  OneShotSession* take(Worker&, bool& slept) noexcept override { return queue_.take(slept); }
  void end() noexcept override { queue_.end(); }

 private:
  WorkQueue<AgedSession, ByAge> queue_;
};

}  // namespace

std::unique_ptr<Strategy> make_oldest_first(const Environment& environment) {
  return std::make_unique<PolledPool>(environment, std::make_unique<OldestFirst>(), 1,
                                      OneShotShards::kind_of<AgedSession>);
}

}  // namespace dispatchbench
