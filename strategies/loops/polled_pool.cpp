#include "strategies/loops/polled_pool.hpp"

#include <system_error>

#include "strategies/loops/at_once.hpp"
#include "strategies/runtime/thread_accounting.hpp"

namespace dispatchbench {

void PolledPool::prepare() {
  for (std::size_t i = 0; i < shards_; ++i) sessions().add_shard(set_);
  if (!set_.add(end_.descriptor(), EPOLLIN, nullptr)) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

void PolledPool::start_threads() {
  start_thread([this] { poll(); });
  AcceptorLoop::start_threads();
}

void PolledPool::end_threads() noexcept {
  end_.signal();
  ready_->end();
}

void PolledPool::poll() noexcept {
  ThreadAccounting::Scope accounted(environment().other_threads, "poller");
  std::array<epoll_event, polled_at_once> events;
  while (!finished()) {
    const std::size_t count = wait(accounted.core(), events);
    for (std::size_t i = 0; i < count; ++i) {
      if (events[i].data.ptr == nullptr) continue;  // the end
      ready_->push(*static_cast<OneShotSession*>(events[i].data.ptr));
    }
    for (unsigned woken = ready_->wake(); woken > 0; --woken) {
      accounted.core().charge(Event::hand_over_parked);
    }
    accounted.core().settle();
  }
}

std::size_t PolledPool::wait(CoreAccount& core, std::span<epoll_event> events) noexcept {
  // Only a wait that blocked makes an emulated core idle.
  std::size_t count = core.enabled() ? set_.wait(events, 0) : 0;
  if (count == 0) {
    count = set_.wait(events, EpollSet::forever);
    core.woke();
  }
  core.charge(Event::fetch_events);
  return count;
}

void PolledPool::run(Worker& worker) noexcept {
  bool slept = false;
  while (OneShotSession* const session = ready_->take(worker, slept)) {
    if (slept) {
      worker.wakeups.add(1);
      worker.core().woke();
    }
    const Connection::Next next = sessions().advance(*session, worker);
    if (next == Connection::Next::again) {
      ready_->go_on(*session, worker);
    } else {
      sessions().let_go(*session, next);
    }
  }
}

}  // namespace dispatchbench
