// Every connection has a home worker, and idle workers run what is ready at others.
//
// A home has an epoll instance (one-shot events) and a queue of what it has fetched from there and
// not run yet. Both are open to thieves: the queue, or what was fetched would wait behind a long
// quantum; the epoll instance, or what becomes ready during a long quantum would wait for its end.
// Whoever ran a quantum arms the connection at its home again.
//
// Who sleeps where. At most one worker at a time holds the token of the searcher. It sleeps on an
// epoll instance (`busy_homes_`) that has in it the epoll instances of the workers that are running
// something, so an event at a busy home wakes it, and nothing else does. The other idle workers
// sleep on their own epoll instance. A searcher that found work passes the token to one of these
// sleepers before it runs it, which wakes that one. So as long as anybody sleeps, exactly one
// worker searches.
#include <array>
#include <poll.h>
#include <vector>

#include "strategies/loops/acceptor_loop.hpp"
#include "strategies/loops/idle_workers.hpp"
#include "strategies/runtime/cache_line.hpp"
#include "strategies/runtime/epoll_set.hpp"
#include "strategies/runtime/event_fd.hpp"
#include "strategies/runtime/run_queue.hpp"

namespace dispatchbench {
namespace {

/// What belongs to one worker. Thieves use `epoll` and `queue`; the rest is the worker's own.
struct Home {
  explicit Home(Worker& its_worker) : worker(its_worker) {}

  Worker& worker;
  EpollSet epoll;
  RunQueue<OneShotSession> queue;
  EventFd wakeup;              // tells a sleeper that it was given the token
  std::size_t turns_left = 0;  // quanta until `epoll` is looked at again
  bool published = true;       // `epoll` is in busy_homes_; at first, for it may start with work
};

/// Only a wait that blocked makes an emulated core idle. Otherwise a look before it is one too
/// many: nothing was ready a moment ago.
bool must_know_whether_it_blocks(const Home& self) noexcept {
  return self.worker.core().enabled();
}

class WorkStealing final : public AcceptorLoop {
 public:
  explicit WorkStealing(const Environment& environment)
      : AcceptorLoop(environment), idle_(environment.workers.size()) {}

 private:
  static constexpr std::size_t fetched_at_once = 16;

  void prepare() override;
  void run(Worker& worker) noexcept override;
  void end_threads() noexcept override;
  void clear_queues() noexcept override;
  void deal(AcceptedSocket socket) noexcept override;

  OneShotSession* next(Home& self) noexcept;
  void fetch(Home& self) noexcept;
  void tell_searcher(const Home& self) noexcept;
  OneShotSession* steal_queued(const Home& self) noexcept;
  OneShotSession* steal_ready(Home& victim) noexcept;
  OneShotSession* sleep(Home& self) noexcept;
  OneShotSession* search(Home& self) noexcept;
  void publish(Home& self, bool published) noexcept;
  void step(Home& self, OneShotSession& session) noexcept;

  std::vector<std::unique_ptr<Home>> homes_;  // each a shard
  EpollSet busy_homes_;
  EventFd searcher_wakeup_;  // in busy_homes_; tells the searcher that something was queued
  // Every quantum reads this; what each sleep writes must not take it along.
  OwnCacheLine<std::atomic<bool>> searcher_asleep_{};
  IdleWorkers idle_;
};

void WorkStealing::prepare() {
  bool ready = busy_homes_.add(searcher_wakeup_.descriptor(), EPOLLIN, nullptr);
  for (const auto& worker : environment().workers) {
    Home& home = *homes_.emplace_back(std::make_unique<Home>(*worker));
    sessions().add_shard(home.epoll);
    ready = ready && busy_homes_.add(home.epoll.descriptor(), EPOLLIN, &home);
  }
  if (!ready) throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

void WorkStealing::end_threads() noexcept {
  searcher_wakeup_.signal();
  for (const auto& home : homes_) home->wakeup.signal();
}

void WorkStealing::clear_queues() noexcept {
  for (const auto& home : homes_) home->queue.clear();
}

/// Adding it to its home's epoll instance hands it over: armed for output as well, it is ready.
void WorkStealing::deal(AcceptedSocket socket) noexcept {
  AcceptorLoop::deal(std::move(socket));
  charge_thread(Event::hand_over_awake);
}

void WorkStealing::run(Worker& worker) noexcept {
  Home& self = *homes_[worker.index()];
  while (!finished()) {
    OneShotSession* session = next(self);
    if (session == nullptr) session = sleep(self);
    if (session != nullptr) step(self, *session);
  }
}

/// What to run now without waiting: what was fetched, then what is ready at home, then what others
/// have queued. The queue is gone through once between two looks at the epoll instance.
OneShotSession* WorkStealing::next(Home& self) noexcept {
  if (self.turns_left == 0 || self.queue.empty()) {
    fetch(self);
    self.turns_left = self.queue.size();
  }
  OneShotSession* const session = self.queue.pop();
  if (session == nullptr) return steal_queued(self);
  if (self.turns_left > 0) --self.turns_left;
  return session;
}

/// Moves what is ready at home into the queue.
void WorkStealing::fetch(Home& self) noexcept {
  std::array<epoll_event, fetched_at_once> events;
  const std::size_t count = self.epoll.wait(events, 0);
  for (std::size_t i = 0; i < count; ++i) {
    self.queue.push(*static_cast<OneShotSession*>(events[i].data.ptr));
  }
  if (count == 0) return;
  self.worker.core().charge(Event::fetch_events);
  tell_searcher(self);
}

/// Wakes the searcher if there is more in the queue than its worker runs next.
void WorkStealing::tell_searcher(const Home& self) noexcept {
  if (self.queue.size() > 1 && searcher_asleep_.value.load(std::memory_order_seq_cst) &&
      searcher_asleep_.value.exchange(false)) {
    searcher_wakeup_.signal();
  }
}

OneShotSession* WorkStealing::steal_queued(const Home& self) noexcept {
  const std::size_t first = self.worker.index() + 1;
  for (std::size_t i = 0; i + 1 < homes_.size(); ++i) {
    if (OneShotSession* const session = homes_[(first + i) % homes_.size()]->queue.pop())
      return session;
  }
  return nullptr;
}

OneShotSession* WorkStealing::steal_ready(Home& victim) noexcept {
  std::array<epoll_event, 1> event;
  if (victim.epoll.wait(event, 0) == 0) return nullptr;
  return static_cast<OneShotSession*>(event[0].data.ptr);
}

/// Blocks until there is something to look for; may return what it found while doing so. A sleeper
/// hides its epoll instance from the searcher, or every event would wake both.
OneShotSession* WorkStealing::sleep(Home& self) noexcept {
  if (idle_.enter(self.worker.index()) == IdleWorkers::Role::searcher) return search(self);
  publish(self, false);
  std::array<pollfd, 2> waits{
      {{self.epoll.descriptor(), POLLIN, 0}, {self.wakeup.descriptor(), POLLIN, 0}}};
  if (!must_know_whether_it_blocks(self) || ::poll(waits.data(), waits.size(), 0) == 0) {
    ::poll(waits.data(), waits.size(), -1);
    self.worker.wakeups.add(1);
    self.worker.core().woke();
  }
  if (waits[1].revents != 0) self.wakeup.clear();
  idle_.leave(self.worker.index());
  publish(self, true);
  return nullptr;
}

/// The searcher's sleep. Its own epoll instance stays in busy_homes_ and wakes it like any other.
OneShotSession* WorkStealing::search(Home& self) noexcept {
  publish(self, true);
  searcher_asleep_.value.store(true, std::memory_order_seq_cst);
  OneShotSession* session =
      steal_queued(self);  // queued before anybody could know that the searcher sleeps
  std::array<epoll_event, 4> events;
  std::size_t count = 0;
  if (session == nullptr && !finished()) {
    if (must_know_whether_it_blocks(self)) count = busy_homes_.wait(events, 0);
    if (count == 0) {
      count = busy_homes_.wait(events, EpollSet::forever);
      self.worker.wakeups.add(1);
      self.worker.core().woke();
    }
    if (count > 0) self.worker.core().charge(Event::fetch_events);
  }
  searcher_asleep_.value.store(false, std::memory_order_seq_cst);
  for (std::size_t i = 0; i < count && session == nullptr; ++i) {
    if (events[i].data.ptr == nullptr) {
      searcher_wakeup_.clear();
    } else if (Home& home = *static_cast<Home*>(events[i].data.ptr); &home != &self) {
      session = steal_ready(home);
    }
  }
  return session;
}

void WorkStealing::publish(Home& self, bool published) noexcept {
  if (self.published == published) return;
  self.published = published;
  busy_homes_.modify(self.epoll.descriptor(), published ? std::uint32_t{EPOLLIN} : 0U, &self);
}

void WorkStealing::step(Home& self, OneShotSession& session) noexcept {
  // Whoever goes to work leaves the searching to one who sleeps.
  if (const auto sleeper = idle_.pass_token(self.worker.index())) homes_[*sleeper]->wakeup.signal();
  if (session.shard != self.worker.index()) {
    self.worker.steals.add(1);
    self.worker.core().charge(Event::steal);
  }
  const Connection::Next next = sessions().advance(session, self.worker);
  if (next != Connection::Next::again) return sessions().let_go(session, next);
  self.queue.push(session);
  tell_searcher(self);
}

}  // namespace

std::unique_ptr<Strategy> make_work_stealing(const Environment& environment) {
  return std::make_unique<WorkStealing>(environment);
}

}  // namespace dispatchbench
