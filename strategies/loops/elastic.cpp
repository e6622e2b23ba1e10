// Loops are added under load, and parked when there is little of it.
//
// Every worker has a shard of the connections, which are dealt to all of them in turn, and an epoll
// instance in which its shard shows. A worker that is parked has put its instance into that of a
// running one, which serves both; when it is added it takes it back. So what there is of
// connections is always shared by those that run, and none is ever handed over.
#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <vector>

#include "base/clock.hpp"
#include "strategies/backends/look_first.hpp"
#include "strategies/loops/acceptor_loop.hpp"
#include "strategies/loops/at_once.hpp"
#include "strategies/loops/loops_needed.hpp"
#include "strategies/runtime/cache_line.hpp"
#include "strategies/runtime/event_fd.hpp"

namespace dispatchbench {
namespace {

struct alignas(cache_line) Loop {
  explicit Loop(Worker& its_worker) : worker(its_worker) {}

  Worker& worker;
  EpollSet epoll;        // its shard, `lent` and `wakeup`
  EpollSet lent;         // the epoll instances of parked loops that this one serves
  EventFd wakeup;        // its tag is null
  Loop* host = nullptr;  // whose `lent` has its epoll instance: it is parked
  Rest rest;
  std::int64_t rest_seen_ns = 0;  // the acceptor's
};

class Elastic final : public AcceptorLoop {
 public:
  explicit Elastic(const Environment& environment) : AcceptorLoop(environment) {}

 private:
  void prepare() override;
  void run(Worker& worker) noexcept override;
  void end_threads() noexcept override;
  void tick(std::int64_t now_ns) noexcept override;

  void serve(Loop& self, LookFirst& look_first) noexcept;
  std::size_t wait(Loop& self, LookFirst& look_first, std::span<epoll_event> events) noexcept;
  void serve_lent(Loop& self) noexcept;
  void step(Loop& owner, void* tag, Worker& worker) noexcept;

  bool surplus(const Loop& loop) const noexcept {
    return loop.worker.index() >= running_.load(std::memory_order_relaxed);
  }
  void park(Loop& self) noexcept;
  bool lend(Loop& parked) noexcept;
  bool lend_all() noexcept;
  void take_back(Loop& loop) noexcept;
  unsigned wanted(std::int64_t now_ns) noexcept;
  void set_running(unsigned count) noexcept;

  std::vector<std::unique_ptr<Loop>> loops_;
  std::atomic<unsigned> running_{1};  // the first so many are to run; changes with the lock
  std::mutex mutex_;                  // of who is parked, and where
  std::condition_variable changed_;
  std::int64_t looked_ns_ = 0;  // the acceptor's
};

void Elastic::prepare() {
  looked_ns_ = monotonic_ns();
  for (const auto& worker : environment().workers) {
    Loop& loop = *loops_.emplace_back(std::make_unique<Loop>(*worker));
    sessions().add_shard(loop.epoll);
    if (!loop.epoll.add(loop.wakeup.descriptor(), EPOLLIN, nullptr) ||
        !loop.epoll.add(loop.lent.descriptor(), EPOLLIN, &loop.lent)) {
      throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
  }
}

void Elastic::end_threads() noexcept {
  set_running(static_cast<unsigned>(loops_.size()));
  for (const auto& loop : loops_) loop->wakeup.signal();
}

void Elastic::run(Worker& worker) noexcept {
  Loop& self = *loops_[worker.index()];
  LookFirst look_first(worker.core().enabled());
  while (!finished()) {
    if (surplus(self)) park(self);
    serve(self, look_first);
  }
}

void Elastic::serve(Loop& self, LookFirst& look_first) noexcept {
  std::array<epoll_event, elastic_at_once> events;
  const std::size_t count = wait(self, look_first, events);
  for (std::size_t i = 0; i < count; ++i) {
    if (events[i].data.ptr == &self.lent) {
      serve_lent(self);
    } else {
      step(self, events[i].data.ptr, self.worker);
    }
  }
}

std::size_t Elastic::wait(Loop& self, LookFirst& look_first,
                          std::span<epoll_event> events) noexcept {
  std::size_t count = 0;
  if (look_first.worthwhile()) {
    count = self.epoll.wait(events, 0);
    look_first.looked(count > 0);
  }
  if (count == 0) {
    self.rest.begin(monotonic_ns());
    count = self.epoll.wait(events, EpollSet::forever);
    self.rest.end(monotonic_ns());
    self.worker.wakeups.add(1);
    self.worker.core().woke();
  }
  if (count > 0) self.worker.core().charge(Event::fetch_events);
  return count;
}

void Elastic::serve_lent(Loop& self) noexcept {
  std::array<epoll_event, elastic_at_once> parked;
  const std::size_t loops = self.lent.wait(parked, 0);
  for (std::size_t i = 0; i < loops; ++i) {
    Loop& owner = *static_cast<Loop*>(parked[i].data.ptr);
    std::array<epoll_event, elastic_at_once> events;
    const std::size_t count = owner.epoll.wait(events, 0);
    if (count > 0) self.worker.core().charge(Event::fetch_events);
    for (std::size_t j = 0; j < count; ++j) step(owner, events[j].data.ptr, self.worker);
  }
}

/// What was found in the epoll instance of `owner`. Nothing is lent to one that is parked, and no
/// wake-up is for anybody but its owner: a host that finds one comes late, for it has been taken
/// back.
void Elastic::step(Loop& owner, void* tag, Worker& worker) noexcept {
  if (tag == &owner.lent) return;
  if (tag == nullptr) {
    if (&worker == &owner.worker) owner.wakeup.clear();
    return;
  }
  OneShotSession& session = *static_cast<OneShotSession*>(tag);
  sessions().let_go(session, sessions().advance(session, worker));
}

/// Returns when it is to run; at once where the system lets nobody else wait for its events.
void Elastic::park(Loop& self) noexcept {
  std::unique_lock lock(mutex_);
  if (!surplus(self)) return;
  self.wakeup.clear();
  if (!lend_all() || !lend(self)) return;
  self.rest.begin(monotonic_ns());
  changed_.wait(lock, [&] { return !surplus(self); });
  self.rest.end(monotonic_ns());
  self.worker.wakeups.add(1);
  self.worker.core().woke();
}

/// With the lock, like what follows. To one of those that run, if it is not there already.
bool Elastic::lend(Loop& parked) noexcept {
  Loop& host = *loops_[parked.worker.index() % running_.load(std::memory_order_relaxed)];
  if (&host == parked.host) return true;
  if (!host.lent.add(parked.epoll.descriptor(), EPOLLIN, &parked)) return false;
  if (parked.host != nullptr) parked.host->lent.remove(parked.epoll.descriptor());
  parked.host = &host;
  return true;
}

/// Whatever is parked, to those that run; before one of its hosts parks.
bool Elastic::lend_all() noexcept {
  return std::all_of(loops_.begin(), loops_.end(),
                     [this](const auto& loop) { return loop->host == nullptr || lend(*loop); });
}

void Elastic::take_back(Loop& loop) noexcept {
  if (loop.host == nullptr) return;
  loop.host->lent.remove(loop.epoll.descriptor());
  loop.host = nullptr;
}

void Elastic::set_running(unsigned count) noexcept {
  const std::lock_guard lock(mutex_);
  running_.store(count, std::memory_order_relaxed);
  for (const auto& loop : loops_) {
    if (!surplus(*loop)) {
      take_back(*loop);
    } else if (loop->host == nullptr) {
      loop->wakeup.signal();
    }
  }
  lend_all();
  changed_.notify_all();
}

void Elastic::tick(std::int64_t now_ns) noexcept {
  AcceptorLoop::tick(now_ns);
  const double interval_ns = static_cast<double>(ConnectionRegistry::sweep_interval_ns);
  if (static_cast<double>(now_ns - looked_ns_) < interval_ns * environment().time_scale) return;
  const unsigned count = wanted(now_ns);
  if (count != running_.load(std::memory_order_relaxed)) set_running(count);
}

unsigned Elastic::wanted(std::int64_t now_ns) noexcept {
  const unsigned running = running_.load(std::memory_order_relaxed);
  const double interval_ns = static_cast<double>(now_ns - std::exchange(looked_ns_, now_ns));
  Busy busy;
  for (const auto& loop : loops_) {
    const std::int64_t rested_ns = loop->rest.until(now_ns);
    const auto rest_ns =
        static_cast<double>(rested_ns - std::exchange(loop->rest_seen_ns, rested_ns));
    if (!surplus(*loop)) busy.add(1 - std::clamp(rest_ns / interval_ns, 0.0, 1.0));
  }
  return loops_needed(busy, running, static_cast<unsigned>(loops_.size()));
}

}  // namespace

std::unique_ptr<Strategy> make_elastic(const Environment& environment) {
  return std::make_unique<Elastic>(environment);
}

}  // namespace dispatchbench
