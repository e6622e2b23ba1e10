// A strategy with a loop of its own, to copy: strategies/loops/NAME.cpp, and a row in registry.cpp.
//
// An acceptor deals connections in turn to workers, each of which waits on an epoll instance of its
// own with one-shot events.
#include <array>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "strategies/accept/acceptor.hpp"
#include "strategies/runtime/event_fd.hpp"
#include "strategies/runtime/one_shot_shards.hpp"
#include "strategies/strategy.hpp"

namespace dispatchbench {
namespace {

class SkeletonLoop final : public Strategy {
 public:
  explicit SkeletonLoop(const Environment& environment) : environment_(environment) {}

  void start() override;
  const ListenAddress& address() const noexcept override { return listener_->address(); }
  void stop(std::int64_t deadline_ns) noexcept override;

 private:
  void deal(AcceptedSocket socket) noexcept;
  void run(Worker& worker) noexcept;

  const Environment environment_;
  std::optional<Listener> listener_;
  std::vector<std::unique_ptr<EpollSet>> sets_;  // a worker's each
  OneShotShards sessions_;                       // the connections, with their deadlines
  EventFd end_;                                  // signalled once: every thread hears it
  std::atomic<bool> finished_{false};
  std::size_t next_ = 0;  // the acceptor's
  std::vector<std::thread> threads_;
  std::optional<Acceptor> acceptor_;
};

/// Listens first: what fails here must leave no thread behind.
void SkeletonLoop::start() {
  listener_.emplace(environment_.listen, Listener::Options{.backlog = environment_.backlog});
  for (std::size_t i = 0; i < environment_.workers.size(); ++i) {
    EpollSet& set = *sets_.emplace_back(std::make_unique<EpollSet>());
    sessions_.add_shard(set);
    if (!set.add(end_.descriptor(), EPOLLIN, nullptr)) {
      throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
  }
  try {
    for (const auto& worker : environment_.workers) {
      threads_.emplace_back([this, running = worker.get()] { run(*running); });
    }
    // Who accepts also walks through the deadlines; a loop with a timer may do it instead.
    acceptor_.emplace(
        *listener_, environment_.other_threads,
        [this](AcceptedSocket socket) { deal(std::move(socket)); },
        [this](std::int64_t now_ns) { sessions_.sweep(now_ns); });
  } catch (const std::exception&) {
    stop(0);
    throw;
  }
}

/// In this order: drain, so that no answer promises what will not be kept; then refuse; then wait.
void SkeletonLoop::stop(std::int64_t deadline_ns) noexcept {
  if (acceptor_) acceptor_->stop();
  sessions_.drain();
  listener_->refuse();
  sessions_.await_end(deadline_ns);
  finished_.store(true, std::memory_order_release);
  end_.signal();
  for (std::thread& thread : threads_) thread.join();
  sessions_.clear();
}

/// Admitted sessions are ready at once, so the worker that waits on that set runs them.
void SkeletonLoop::deal(AcceptedSocket socket) noexcept {
  sessions_.admit(next_, std::move(socket), environment_.connections);
  next_ = (next_ + 1) % sets_.size();
}

void SkeletonLoop::run(Worker& worker) noexcept {
  worker.attach();  // first: names, pins and counts the thread
  EpollSet& set = *sets_[worker.index()];
  std::array<epoll_event, 1> event;
  while (!finished_.load(std::memory_order_acquire)) {
    // With an emulated core a wait that did not block must be told from one that did.
    if (!worker.core().enabled() || set.wait(event, 0) == 0) {
      if (set.wait(event, EpollSet::forever) == 0) continue;
      worker.wakeups.add(1);
      worker.core().woke();
    }
    worker.core().charge(Event::fetch_events);
    auto* const session = static_cast<OneShotSession*>(event[0].data.ptr);
    if (session == nullptr) continue;  // the end
    // Arms what it waits for. `again` is armed for output too and so goes behind what is ready.
    const Connection::Next next = sessions_.advance(*session, worker);
    sessions_.let_go(*session, next);  // from here on it may be gone
  }
  worker.detach();  // last: books what it used
}

}  // namespace

std::unique_ptr<Strategy> make_skeleton_loop(const Environment& environment) {
  return std::make_unique<SkeletonLoop>(environment);
}

}  // namespace dispatchbench
