// The C server's design: one epoll instance, one-shot events, N threads that wait on it.
//
// What is armed belongs to the kernel's ready list, which is first in, first out, and hands each
// event to one waiting thread. That list is also the run queue: a connection that could go on is
// armed for output too, which is ready at once or as soon as going on makes sense again.
#include <array>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "strategies/backends/look_first.hpp"
#include "strategies/loops/at_once.hpp"
#include "strategies/runtime/event_fd.hpp"
#include "strategies/runtime/one_shot_shards.hpp"
#include "strategies/runtime/timer_fd.hpp"
#include "strategies/runtime/worker.hpp"
#include "strategies/strategy.hpp"

namespace dispatchbench {
namespace {

class ThreadsEpoll final : public Strategy {
 public:
  explicit ThreadsEpoll(const Environment& environment)
      // A thread that takes more than one event hoards what others could run; alone it may.
      : environment_(environment),
        events_at_once_(environment.workers.size() == 1 ? most_events : 1) {}

  void start() override;
  const ListenAddress& address() const noexcept override { return listener_->address(); }
  void stop(std::int64_t deadline_ns) noexcept override;

 private:
  static constexpr std::size_t most_events = 64;
  static constexpr std::uint32_t once = EPOLLIN | EPOLLONESHOT;

  void run(Worker& worker) noexcept;
  std::size_t wait(Worker& worker, LookFirst& look_first, std::span<epoll_event> events) noexcept;
  void serve(void* tag, Worker& worker) noexcept;
  void accept(Worker& worker) noexcept;
  void resume(Worker& worker) noexcept;
  void sweep() noexcept;

  const Environment environment_;
  const std::size_t events_at_once_;
  std::optional<Listener> listener_;
  EpollSet set_;
  OneShotShards sessions_;  // a shard for each worker that accepts
  TimerFd sweep_timer_;
  TimerFd resume_timer_;  // runs while the system has no descriptors left
  EventFd end_;           // signalled once and never cleared: every thread hears it
  std::atomic<bool> finished_{false};
  std::vector<std::thread> threads_;
};

void ThreadsEpoll::start() {
  listener_.emplace(environment_.listen, Listener::Options{.backlog = environment_.backlog,
                                                           .reuse_port = environment_.share_port});
  for (std::size_t i = 0; i < environment_.workers.size(); ++i) sessions_.add_shard(set_);
  sweep_timer_.set(ConnectionRegistry::sweep_interval_ns);
  if (!set_.add(listener_->descriptor(), once, &*listener_) ||
      !set_.add(sweep_timer_.descriptor(), once, &sweep_timer_) ||
      !set_.add(resume_timer_.descriptor(), once, &resume_timer_) ||
      !set_.add(end_.descriptor(), EPOLLIN, &end_)) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
  try {
    for (const auto& worker : environment_.workers) {
      threads_.emplace_back([this, running = worker.get()] { run(*running); });
    }
  } catch (const std::exception&) {
    stop(0);
    throw;
  }
}

void ThreadsEpoll::stop(std::int64_t deadline_ns) noexcept {
  sessions_.drain();
  listener_->refuse();
  sessions_.await_end(deadline_ns);
  finished_.store(true, std::memory_order_release);
  end_.signal();
  for (std::thread& thread : threads_) thread.join();
  sessions_.clear();
}

void ThreadsEpoll::run(Worker& worker) noexcept {
  worker.attach();
  LookFirst look_first(worker.core().enabled());
  std::array<epoll_event, most_events> events;
  while (!finished_.load(std::memory_order_acquire)) {
    const std::size_t count = wait(worker, look_first, {events.data(), events_at_once_});
    for (std::size_t i = 0; i < count; ++i) serve(events[i].data.ptr, worker);
  }
  worker.detach();
}

std::size_t ThreadsEpoll::wait(Worker& worker, LookFirst& look_first,
                               std::span<epoll_event> events) noexcept {
  if (look_first.worthwhile()) {
    const std::size_t count = set_.wait(events, 0);
    look_first.looked(count > 0);
    if (count > 0) {
      worker.core().charge(Event::fetch_events);
      return count;
    }
  }
  const std::size_t count = set_.wait(events, EpollSet::forever);
  worker.wakeups.add(1);
  worker.core().woke();
  if (count > 0) worker.core().charge(Event::fetch_events);
  return count;
}

void ThreadsEpoll::serve(void* tag, Worker& worker) noexcept {
  if (tag == &*listener_) return accept(worker);
  if (tag == &sweep_timer_) return sweep();
  if (tag == &resume_timer_) return resume(worker);
  if (tag == &end_) return;
  OneShotSession& session = *static_cast<OneShotSession*>(tag);
  sessions_.let_go(session, sessions_.advance(session, worker));
}

/// One thread at a time is here: the listener is armed, or the timer runs, never both.
void ThreadsEpoll::accept(Worker& worker) noexcept {
  AcceptedSocket socket;
  for (std::uint32_t accepted = 0; accepted < accepts_in_a_row; ++accepted) {
    const Listener::Outcome outcome = listener_->accept(socket);
    if (outcome == Listener::Outcome::exhausted) return resume_timer_.set(Listener::back_off_ns);
    if (outcome == Listener::Outcome::refused) return;
    if (outcome == Listener::Outcome::none_left) break;
    worker.core().charge(Event::accept);
    sessions_.admit(worker.index(), std::move(socket), environment_.connections);
  }
  set_.modify(listener_->descriptor(), once, &*listener_);
}

void ThreadsEpoll::resume(Worker& worker) noexcept {
  resume_timer_.stop();
  set_.modify(resume_timer_.descriptor(), once, &resume_timer_);
  accept(worker);
}

void ThreadsEpoll::sweep() noexcept {
  sessions_.sweep(monotonic_ns());
  sweep_timer_.set(ConnectionRegistry::sweep_interval_ns);
  set_.modify(sweep_timer_.descriptor(), once, &sweep_timer_);
}

}  // namespace

std::unique_ptr<Strategy> make_threads_epoll(const Environment& environment) {
  return std::make_unique<ThreadsEpoll>(environment);
}

}  // namespace dispatchbench
