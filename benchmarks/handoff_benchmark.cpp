// What a hand-off costs on its own, without sockets: the mailboxes, the run queue and the wakeup
// that the strategies are made of.
//
//   HandOff/…        putting an item in and taking it out again, when nobody has to be woken
//   WakeLatency/…    from put() to the worker running, when it was asleep
//   EventFd, RunQueue/… the parts
#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <poll.h>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/affinity.hpp"
#include "base/clock.hpp"
#include "base/histogram.hpp"
#include "base/named_rows.hpp"
#include "strategies/handoff/handoffs.hpp"
#include "strategies/handoff/unpark_mailbox.hpp"
#include "strategies/runtime/run_queue.hpp"

namespace dispatchbench {
namespace {

/// Where a worker sleeps: like a reactor's, its wake is an eventfd.
class SleepingPlace final : public Waker {
 public:
  void wake() noexcept override { wakeup_.signal(); }
  void sleep() noexcept {
    pollfd wait{wakeup_.descriptor(), POLLIN, 0};
    ::poll(&wait, 1, -1);
    wakeup_.clear();
  }

 private:
  EventFd wakeup_;
};

/// A mailbox of the handoff of that name.
std::unique_ptr<Mailbox> make_mailbox(const char* handoff, Waker& worker,
                                      ThreadAccounting& accounting) {
  return find_named(handoffs(), handoff)->make(worker, accounting);
}

/// Only knows when it was put in.
class Stamped final : public Connection {
 public:
  Next advance(Worker&) noexcept override { return Next::close; }
  int descriptor() const noexcept override { return -1; }
  Deadline deadline() const noexcept override { return {put_ns, false}; }
  void drain() noexcept override {}

  std::int64_t put_ns = 0;
};

/// Sessions that go round and round, so that making them is not measured.
class Parcels {
 public:
  static constexpr std::size_t most_under_way = 64;

  Parcels() {
    for (std::size_t i = 0; i < stamps_.size(); ++i) {
      stamps_[i] = new Stamped;
      sessions_[i] = std::make_unique<Session>(std::unique_ptr<Connection>(stamps_[i]));
    }
  }

  /// The next, stamped now. Whoever takes it out gives it back by releasing it, before another
  /// `most_under_way` were sent.
  std::unique_ptr<Session> next() {
    const std::size_t index = next_++ % stamps_.size();
    stamps_[index]->put_ns = monotonic_ns();
    return std::unique_ptr<Session>(sessions_[index].get());
  }

  static std::int64_t put_ns(const Session& session) {
    return session.connection().deadline().at_ns;
  }

 private:
  std::array<Stamped*, 2 * most_under_way> stamps_{};
  std::array<std::unique_ptr<Session>, 2 * most_under_way> sessions_;
  std::size_t next_ = 0;
};

/// Gives back all that was taken out; how many there were.
std::size_t give_back(SessionQueue& sessions) {
  const std::size_t count = sessions.size();
  while (std::unique_ptr<Session> session = sessions.pop()) {
    [[maybe_unused]] const Session* const kept = session.release();
  }
  return count;
}

/// A worker's loop without connections: it takes what comes, and sleeps.
class Consumer {
 public:
  explicit Consumer(Mailbox& mailbox, SleepingPlace& place)
      : mailbox_(mailbox), place_(place), thread_([this] { run(); }) {}
  ~Consumer() {
    finished_.store(true, std::memory_order_release);
    place_.wake();
    thread_.join();
  }

  std::uint64_t taken() const { return taken_.load(std::memory_order_acquire); }
  /// True from shortly before it blocks until it has taken something.
  bool asleep() const { return asleep_.load(std::memory_order_acquire); }
  /// From put() to take(), in nanoseconds. Only while nothing is under way.
  const Histogram& latency() const { return latency_; }

 private:
  void run() {
    SessionQueue sessions;
    while (!finished_.load(std::memory_order_acquire)) {
      mailbox_.take(sessions);
      const std::int64_t now = monotonic_ns();
      std::uint64_t taken = 0;
      for (; std::unique_ptr<Session> session = sessions.pop(); ++taken) {
        latency_.record(now - Parcels::put_ns(*session.release()));
      }
      taken_.fetch_add(taken, std::memory_order_release);
      if (!mailbox_.prepare_park()) continue;
      asleep_.store(true, std::memory_order_release);
      place_.sleep();
      asleep_.store(false, std::memory_order_relaxed);
      mailbox_.unpark();
    }
  }

  Mailbox& mailbox_;
  SleepingPlace& place_;
  std::atomic<bool> finished_{false};
  std::atomic<bool> asleep_{false};
  std::atomic<std::uint64_t> taken_{0};
  Histogram latency_;
  std::thread thread_;
};

/// As many hand-offs as the sender can make to a worker that takes them as they come.
void hand_off(benchmark::State& state, const char* handoff) {
  SleepingPlace place;
  ThreadAccounting accounting;
  const auto mailbox = make_mailbox(handoff, place, accounting);
  Parcels parcels;
  std::uint64_t put = 0;
  {
    const Consumer consumer(*mailbox, place);
    for ([[maybe_unused]] auto _ : state) {
      mailbox->put(parcels.next());
      ++put;
      while (put - consumer.taken() >= Parcels::most_under_way)
        std::this_thread::yield();  // a backlog has an end
    }
    while (consumer.taken() < put) std::this_thread::yield();
  }
  mailbox->close();
  state.SetItemsProcessed(static_cast<std::int64_t>(put));
}

/// Put and take on one thread: what the mailbox itself costs when its worker is awake.
void hand_off_not_parked(benchmark::State& state) {
  SleepingPlace place;
  UnparkMailbox mailbox(place);
  Parcels parcels;
  SessionQueue sessions;
  for ([[maybe_unused]] auto _ : state) {
    mailbox.put(parcels.next());
    mailbox.take(sessions);
    benchmark::DoNotOptimize(give_back(sessions));
  }
}

/// The sender's part of a hand-off to a parked worker: the wake is a system call.
void hand_off_parked(benchmark::State& state) {
  SleepingPlace place;
  UnparkMailbox mailbox(place);
  Parcels parcels;
  SessionQueue sessions;
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(mailbox.prepare_park());
    mailbox.put(parcels.next());
    mailbox.take(sessions);
    benchmark::DoNotOptimize(give_back(sessions));
  }
}

/// From saying that it sleeps to being asleep.
constexpr std::chrono::microseconds settling{50};

/// One hand-off at a time, each to a worker that has gone to sleep since the last.
void wake_latency(benchmark::State& state, const char* handoff) {
  SleepingPlace place;
  ThreadAccounting accounting;
  const auto mailbox = make_mailbox(handoff, place, accounting);
  Parcels parcels;
  Histogram latency;
  {
    const Consumer consumer(*mailbox, place);
    std::uint64_t put = 0;
    for ([[maybe_unused]] auto _ : state) {
      while (!consumer.asleep()) std::this_thread::yield();
      std::this_thread::sleep_for(settling);
      const std::int64_t start = monotonic_ns();
      mailbox->put(parcels.next());
      ++put;
      while (consumer.taken() < put) std::this_thread::yield();
      state.SetIterationTime(static_cast<double>(monotonic_ns() - start) * 1e-9);
    }
    latency.merge(consumer.latency());
  }
  mailbox->close();
  state.counters["p50_ns"] = static_cast<double>(latency.value_at(0.5));
  state.counters["p99_ns"] = static_cast<double>(latency.value_at(0.99));
  state.counters["max_ns"] = static_cast<double>(latency.max());
}

void event_fd_signal(benchmark::State& state) {
  EventFd wakeup;
  for ([[maybe_unused]] auto _ : state) wakeup.signal();
}

void event_fd_signal_and_clear(benchmark::State& state) {
  EventFd wakeup;
  for ([[maybe_unused]] auto _ : state) {
    wakeup.signal();
    wakeup.clear();
  }
}

struct RunQueueItem : RunQueueHook {};
constexpr int most_threads = 8;

/// One queue for all: every thread puts in and takes out.
void run_queue_shared(benchmark::State& state) {
  static RunQueue<RunQueueItem> queue;
  static std::array<RunQueueItem, most_threads> items;
  RunQueueItem* item = &items[static_cast<std::size_t>(state.thread_index())];
  for ([[maybe_unused]] auto _ : state) {
    queue.push(*item);
    item = queue.pop();  // another's, maybe; there is one for each
  }
  state.SetItemsProcessed(state.iterations());
}

/// The first thread owns the queue; the others are thieves that look, and take if there is
/// anything.
void run_queue_stolen_from(benchmark::State& state) {
  static RunQueue<RunQueueItem> queue;
  static RunQueueItem item;  // when the owner comes again somebody has taken it
  std::int64_t taken = 0;
  for ([[maybe_unused]] auto _ : state) {
    if (state.thread_index() == 0) queue.push(item);
    if (queue.pop() != nullptr) ++taken;
  }
  state.SetItemsProcessed(taken);
}

/// What an idle thief pays for looking at a queue that is empty.
void run_queue_looked_at_in_vain(benchmark::State& state) {
  RunQueue<RunQueueItem> queue;
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(queue.pop());
}

void on_many_threads(benchmark::internal::Benchmark* each) {
  for (int threads = 1; threads <= most_threads; threads *= 2) each->Threads(threads);
  each->UseRealTime();
}

BENCHMARK_CAPTURE(hand_off, condvar, "condvar")->Name("HandOff/condvar")->UseRealTime();
BENCHMARK_CAPTURE(hand_off, condvar_article, "condvar-article")
    ->Name("HandOff/condvar_article")
    ->UseRealTime();
BENCHMARK_CAPTURE(hand_off, unpark, "eventfd")->Name("HandOff/unpark")->UseRealTime();
BENCHMARK(hand_off_not_parked)->Name("HandOff/unpark_not_parked");
BENCHMARK(hand_off_parked)->Name("HandOff/unpark_parked");
BENCHMARK_CAPTURE(wake_latency, condvar, "condvar")->Name("WakeLatency/condvar")->UseManualTime();
BENCHMARK_CAPTURE(wake_latency, condvar_article, "condvar-article")
    ->Name("WakeLatency/condvar_article")
    ->UseManualTime();
BENCHMARK_CAPTURE(wake_latency, unpark, "eventfd")
    ->Name("WakeLatency/unpark_parked")
    ->UseManualTime();
BENCHMARK(event_fd_signal)->Name("EventFd/signal");
BENCHMARK(event_fd_signal_and_clear)->Name("EventFd/signal_and_clear");
BENCHMARK(run_queue_shared)->Name("RunQueue/push_and_pop")->Apply(on_many_threads);
BENCHMARK(run_queue_stolen_from)->Name("RunQueue/push_pop_and_steal")->Apply(on_many_threads);
BENCHMARK(run_queue_looked_at_in_vain)->Name("RunQueue/empty");

}  // namespace
}  // namespace dispatchbench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::AddCustomContext("usable_cpus", std::to_string(dispatchbench::usable_cpus()));
  benchmark::AddCustomContext("compiler", __VERSION__);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
