// One thread polls and a pool of workers runs what it finds, from one queue.
//
// Events are one-shot. Whoever has run a connection arms it again; one that could go on goes to the
// end of the queue without being polled for.
#include <array>
#include <atomic>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "strategies/accept/acceptor.hpp"
#include "strategies/runtime/event_fd.hpp"
#include "strategies/runtime/one_shot_shards.hpp"
#include "strategies/runtime/work_queue.hpp"
#include "strategies/strategy.hpp"

namespace dispatchbench {
namespace {

class PollerPool final : public Strategy {
 public:
  explicit PollerPool(const Environment& environment) : environment_(environment) {}

  void start() override;
  const ListenAddress& address() const noexcept override { return listener_->address(); }
  void stop(std::int64_t deadline_ns) noexcept override;

 private:
  static constexpr std::size_t most_events = 64;

  void poll() noexcept;
  std::size_t wait(CoreAccount& core, std::span<epoll_event> events) noexcept;
  void run(Worker& worker) noexcept;

  const Environment environment_;
  std::optional<Listener> listener_;
  EpollSet set_;
  OneShotShards sessions_;  // one shard
  WorkQueue<OneShotSession> queue_;
  EventFd end_;
  std::atomic<bool> finished_{false};
  std::vector<std::thread> threads_;  // the poller and the workers
  std::optional<Acceptor> acceptor_;
};

void PollerPool::start() {
  listener_.emplace(environment_.listen, Listener::Options{.backlog = environment_.backlog});
  sessions_.add_shard(set_);
  if (!set_.add(end_.descriptor(), EPOLLIN, nullptr)) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
  try {
    threads_.emplace_back([this] { poll(); });
    for (const auto& worker : environment_.workers) {
      threads_.emplace_back([this, running = worker.get()] { run(*running); });
    }
    acceptor_.emplace(
        *listener_, environment_.other_threads,
        [this](AcceptedSocket socket) {
          sessions_.admit(0, std::move(socket), environment_.connections);
        },
        [this](std::int64_t now_ns) { sessions_.sweep(now_ns); });
  } catch (const std::exception&) {
    stop(0);
    throw;
  }
}

void PollerPool::stop(std::int64_t deadline_ns) noexcept {
  if (acceptor_) acceptor_->stop();
  sessions_.drain();
  listener_->refuse();
  sessions_.await_end(deadline_ns);
  finished_.store(true, std::memory_order_release);
  end_.signal();
  queue_.end();
  for (std::thread& thread : threads_) thread.join();
  sessions_.clear();
}

void PollerPool::poll() noexcept {
  ThreadAccounting::Scope accounted(environment_.other_threads, "poller");
  std::array<epoll_event, most_events> events;
  while (!finished_.load(std::memory_order_acquire)) {
    const std::size_t count = wait(accounted.core(), events);
    for (std::size_t i = 0; i < count; ++i) {
      if (events[i].data.ptr == nullptr) continue;  // the end
      queue_.push(*static_cast<OneShotSession*>(events[i].data.ptr));
    }
    if (queue_.wake_one()) accounted.core().charge(Event::hand_over_parked);
    accounted.core().settle();
  }
}

std::size_t PollerPool::wait(CoreAccount& core, std::span<epoll_event> events) noexcept {
  // Only a wait that blocked makes an emulated core idle.
  std::size_t count = core.enabled() ? set_.wait(events, 0) : 0;
  if (count == 0) {
    count = set_.wait(events, EpollSet::forever);
    core.woke();
  }
  core.charge(Event::fetch_events);
  return count;
}

void PollerPool::run(Worker& worker) noexcept {
  worker.attach();
  bool slept = false;
  while (OneShotSession* const session = queue_.take(slept)) {
    if (slept) {
      worker.wakeups.add(1);
      worker.core().woke();
    }
    const Connection::Next next = sessions_.advance(*session, worker);
    if (next == Connection::Next::again) {
      queue_.push(*session);
    } else {
      sessions_.let_go(*session, next);
    }
  }
  worker.detach();
}

}  // namespace

std::unique_ptr<Strategy> make_poller_pool(const Environment& environment) {
  return std::make_unique<PollerPool>(environment);
}

}  // namespace dispatchbench
