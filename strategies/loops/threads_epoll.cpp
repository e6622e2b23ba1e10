// The C server's design: one epoll instance, one-shot events, N threads that wait on it.
//
// What is armed belongs to the kernel's ready list, which is first in, first out, and hands each
// event to one waiting thread. That list is also the run queue: a connection that could go on is
// armed for output too, which is ready at once or as soon as going on makes sense again.
#include <array>
#include <optional>
#include <span>
#include <sys/timerfd.h>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "strategies/runtime/connection_registry.hpp"
#include "strategies/runtime/epoll_set.hpp"
#include "strategies/runtime/event_fd.hpp"
#include "strategies/runtime/one_shot.hpp"
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
  struct Session : ConnectionRegistry::Entry {
    using ConnectionRegistry::Entry::Entry;
  };

  static constexpr std::size_t most_events = 64;

  void run(Worker& worker) noexcept;
  void wait(Worker& worker, std::span<epoll_event> events) noexcept;
  void serve(void* tag, Worker& worker) noexcept;
  void accept(Worker& worker) noexcept;
  void admit(AcceptedSocket socket) noexcept;
  void step(Session& session, Worker& worker) noexcept;
  void tick() noexcept;

  Environment environment_;
  const std::size_t events_at_once_;
  std::optional<Listener> listener_;
  EpollSet set_;
  ConnectionRegistry registry_;
  Descriptor timer_;
  EventFd wakeup_;  // rung once, at the end, and never silenced: every thread hears it
  std::atomic<bool> finished_{false};
  std::atomic<bool> listener_resting_{false};
  std::vector<std::thread> threads_;
};

void ThreadsEpoll::start() {
  listener_.emplace(environment_.listen, environment_.backlog, Listener::Sharing::exclusive);
  timer_.reset(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  const timespec interval{0, ConnectionRegistry::sweep_interval_ns};
  const itimerspec period{interval, interval};
  ::timerfd_settime(timer_.get(), 0, &period, nullptr);
  if (!set_.add(listener_->descriptor(), EPOLLIN | EPOLLONESHOT, &*listener_) ||
      !set_.add(timer_.get(), EPOLLIN | EPOLLONESHOT, &timer_) ||
      !set_.add(wakeup_.descriptor(), EPOLLIN, &wakeup_)) {
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
  registry_.drain();
  listener_->refuse();
  if (!registry_.wait_until_empty(deadline_ns)) registry_.abort();
  finished_.store(true, std::memory_order_release);
  wakeup_.signal();
  for (std::thread& thread : threads_) thread.join();
  while (ConnectionRegistry::Entry* entry = registry_.take_any())
    delete static_cast<Session*>(entry);
}

void ThreadsEpoll::run(Worker& worker) noexcept {
  worker.attach();
  std::array<epoll_event, most_events> events;
  while (!finished_.load(std::memory_order_acquire)) {
    wait(worker, {events.data(), events_at_once_});
  }
  worker.detach();
}

void ThreadsEpoll::wait(Worker& worker, std::span<epoll_event> events) noexcept {
  std::size_t count = set_.wait(events, 0);
  if (count == 0) {
    count = set_.wait(events, EpollSet::forever);
    worker.wakeups.add(1);
    worker.core().idled();
  }
  for (std::size_t i = 0; i < count; ++i) serve(events[i].data.ptr, worker);
}

void ThreadsEpoll::serve(void* tag, Worker& worker) noexcept {
  if (tag == &*listener_) return accept(worker);
  if (tag == &timer_) return tick();
  if (tag == &wakeup_) return;
  step(*static_cast<Session*>(tag), worker);
}

void ThreadsEpoll::accept(Worker& worker) noexcept {
  AcceptedSocket socket;
  for (int accepted = 0; accepted < 64; ++accepted) {
    const Listener::Outcome outcome = listener_->accept(socket);
    if (outcome == Listener::Outcome::exhausted) {
      listener_resting_.store(true, std::memory_order_release);  // until the next tick
      return;
    }
    if (outcome == Listener::Outcome::refused) return;
    if (outcome == Listener::Outcome::none_left) break;
    worker.core().charge_accept();
    admit(std::move(socket));
  }
  set_.modify(listener_->descriptor(), EPOLLIN | EPOLLONESHOT, &*listener_);
}

void ThreadsEpoll::admit(AcceptedSocket socket) noexcept {
  try {
    std::unique_ptr<Connection> connection = environment_.connections.make(std::move(socket));
    if (!connection) return;
    auto session = std::make_unique<Session>(std::move(connection));
    registry_.add(*session);
    if (!set_.add(session->descriptor(), one_shot(Connection::Next::again), session.get())) {
      registry_.remove(*session);
      return;
    }
    [[maybe_unused]] Session* const armed = session.release();  // whoever runs it owns it
  } catch (const std::bad_alloc&) {                             // that connection is closed
  }
}

void ThreadsEpoll::step(Session& session, Worker& worker) noexcept {
  const Connection::Next next = registry_.advance(session, worker);
  // Once armed it may be running elsewhere, or gone.
  if (next != Connection::Next::close &&
      set_.modify(session.descriptor(), one_shot(next), &session)) {
    return;
  }
  registry_.remove(session);
  delete &session;
}

void ThreadsEpoll::tick() noexcept {
  std::uint64_t expirations = 0;
  [[maybe_unused]] const auto read = ::read(timer_.get(), &expirations, sizeof expirations);
  registry_.sweep(monotonic_ns());
  if (listener_resting_.exchange(false)) {
    set_.modify(listener_->descriptor(), EPOLLIN | EPOLLONESHOT, &*listener_);
  }
  set_.modify(timer_.get(), EPOLLIN | EPOLLONESHOT, &timer_);
}

}  // namespace

std::unique_ptr<Strategy> make_threads_epoll(const Environment& environment) {
  return std::make_unique<ThreadsEpoll>(environment);
}

}  // namespace dispatchbench
