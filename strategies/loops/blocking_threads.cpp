// A thread for each connection at a time, which waits for that connection and for nothing else, as
// programs with blocking calls do. What differs is where a thread gets its connection from: one
// that is started for it (thread-per-connection), a queue that an acceptor fills (blocking-pool),
// or accept(2) itself, where the kernel wakes whoever has waited longest (blocking-accept).
//
// So the workers are the most connections at a time; more wait for one to end.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "strategies/accept/acceptor.hpp"
#include "strategies/runtime/session_queue.hpp"
#include "strategies/runtime/worker_leases.hpp"
#include "strategies/strategy.hpp"

namespace dispatchbench {
namespace {

/// For poll(2), rounded up; -1: for ever.
int milliseconds_until(std::int64_t deadline_ns) noexcept {
  if (deadline_ns == Deadline::never) return -1;
  const std::int64_t left_ns = std::max<std::int64_t>(deadline_ns - monotonic_ns(), 0);
  return static_cast<int>(std::min<std::int64_t>(left_ns / 1'000'000 + 1, 1'000'000'000));
}

enum class Source { thread_of_its_own, queue, listener };

class BlockingThreads final : public Strategy {
 public:
  BlockingThreads(const Environment& environment, Source source)
      : environment_(environment), source_(source), leases_(environment.workers) {}

  void start() override;
  const ListenAddress& address() const noexcept override { return listener_->address(); }
  void stop(std::int64_t deadline_ns) noexcept override;

 private:
  using Owned = std::unique_ptr<Session>;

  void start_threads();
  Owned admit(AcceptedSocket socket) noexcept;
  void deal(Owned session) noexcept;
  WorkerLeases::Lease lease_or_queue(Owned& session) noexcept;
  void start_thread(Owned session, WorkerLeases::Lease lease) noexcept;
  void run_leased(Owned session, WorkerLeases::Lease lease) noexcept;
  void run_from_queue(Worker& worker) noexcept;
  void run_from_listener(Worker& worker) noexcept;
  Owned take(Worker& worker) noexcept;
  void serve(Owned session, Worker& worker) noexcept;
  void wait(Session& session, short events, Worker& worker) noexcept;
  void retire(Owned session) noexcept { registry_.remove(*session); }

  const Environment environment_;
  const Source source_;
  std::optional<Listener> listener_;
  ConnectionRegistry registry_;
  WorkerLeases leases_;
  std::atomic<bool> cut_{false};      // nothing is run any more
  std::vector<std::thread> threads_;  // a worker's each; the acceptor's until it has ended
  std::mutex mutex_;                  // guards what follows
  std::condition_variable changed_;
  SessionQueue queue_;       // all workers are taken
  std::size_t waiting_ = 0;  // for something in the queue
  bool ended_ = false;
  std::optional<Acceptor> acceptor_;
};

void BlockingThreads::start() {
  const bool blocking = source_ == Source::listener;
  listener_.emplace(environment_.listen, Listener::Options{.backlog = environment_.backlog,
                                                           .reuse_port = environment_.share_port,
                                                           .blocking = blocking});
  threads_.resize(environment_.workers.size());
  try {
    start_threads();
  } catch (const std::exception&) {
    stop(0);
    throw;
  }
}

void BlockingThreads::start_threads() {
  for (std::size_t i = 0; i < threads_.size() && source_ != Source::thread_of_its_own; ++i) {
    threads_[i] = std::thread([this, worker = environment_.workers[i].get()] {
      source_ == Source::queue ? run_from_queue(*worker) : run_from_listener(*worker);
    });
  }
  if (source_ == Source::listener) return;
  acceptor_.emplace(*listener_, environment_.other_threads, [this](AcceptedSocket socket) {
    if (Owned session = admit(std::move(socket))) deal(std::move(session));
  });
}

void BlockingThreads::stop(std::int64_t deadline_ns) noexcept {
  if (acceptor_) acceptor_->stop();
  registry_.drain();
  listener_->refuse();
  registry_.wait_until_empty(deadline_ns);
  // Whoever is admitted after abort() sees that everything is cut.
  cut_.store(true, std::memory_order_seq_cst);
  registry_.abort();
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  while (Owned session = queue_.pop()) retire(std::move(session));
}

/// Null where the connection is refused, or where there is no memory for it.
BlockingThreads::Owned BlockingThreads::admit(AcceptedSocket socket) noexcept {
  std::unique_ptr<Connection> connection = environment_.connections.make(std::move(socket));
  if (!connection) return nullptr;
  Owned session(new (std::nothrow) Session(std::move(connection)));
  if (session) registry_.add(*session);
  return session;
}

/// To a thread of its own, if there is a worker for one, or into the queue.
void BlockingThreads::deal(Owned session) noexcept {
  if (WorkerLeases::Lease lease = lease_or_queue(session)) {
    start_thread(std::move(session), std::move(lease));
  }
}

/// Nothing is charged under the lock: that may sleep, and whoever ends a connection needs it.
WorkerLeases::Lease BlockingThreads::lease_or_queue(Owned& session) noexcept {
  bool wakes = false;
  {
    const std::lock_guard lock(mutex_);
    if (source_ == Source::thread_of_its_own) {
      if (WorkerLeases::Lease lease = leases_.lease()) return lease;
    }
    queue_.push(std::move(session));
    wakes = waiting_ > 0;
  }
  changed_.notify_one();
  charge_thread(wakes ? Event::hand_over_parked : Event::hand_over_awake);
  return {};
}

/// The worker's last thread has given it back and does nothing but end.
void BlockingThreads::start_thread(Owned session, WorkerLeases::Lease lease) noexcept {
  std::thread& thread = threads_[lease.index()];
  if (thread.joinable()) thread.join();
  try {
    thread = std::thread([this, its = session.get(), held = std::move(lease)]() mutable {
      run_leased(Owned(its), std::move(held));
    });
    [[maybe_unused]] Session* const running = session.release();
    charge_thread(Event::thread_start);
  } catch (const std::exception&) {  // no thread to be had: that connection is closed
    retire(std::move(session));
  }
}

/// Ends when nothing is queued, in the same breath as the worker becomes free.
void BlockingThreads::run_leased(Owned session, WorkerLeases::Lease lease) noexcept {
  std::optional<WorkerLeases::Lease> held(std::move(lease));
  Worker& worker = held->take_up();
  while (session) {
    serve(std::move(session), worker);
    const std::lock_guard lock(mutex_);
    session = queue_.pop();
    if (!session) held.reset();
  }
}

void BlockingThreads::run_from_queue(Worker& worker) noexcept {
  worker.attach();
  while (Owned session = take(worker)) serve(std::move(session), worker);
  worker.detach();
}

/// Null at the end.
BlockingThreads::Owned BlockingThreads::take(Worker& worker) noexcept {
  std::unique_lock lock(mutex_);
  const bool waits = queue_.empty() && !ended_;
  if (waits) {
    ++waiting_;
    changed_.wait(lock, [this] { return ended_ || !queue_.empty(); });
    --waiting_;
  }
  Owned session = ended_ ? nullptr : queue_.pop();
  lock.unlock();
  if (waits) {
    worker.wakeups.add(1);
    worker.core().woke();
  }
  if (session) worker.core().charge(waits ? Event::take_over_parked : Event::take_over_awake);
  return session;
}

void BlockingThreads::run_from_listener(Worker& worker) noexcept {
  worker.attach();
  AcceptedSocket socket;
  for (auto outcome = listener_->accept(socket); outcome != Listener::Outcome::refused;
       outcome = listener_->accept(socket)) {
    worker.wakeups.add(1);
    worker.core().woke();
    if (outcome == Listener::Outcome::exhausted) {
      ::poll(nullptr, 0, static_cast<int>(Listener::back_off_ns / 1'000'000));
      continue;
    }
    worker.core().charge(Event::accept);
    if (Owned session = admit(std::move(socket))) serve(std::move(session), worker);
  }
  worker.detach();
}

/// To its end.
void BlockingThreads::serve(Owned session, Worker& worker) noexcept {
  Connection::Next next = Connection::Next::again;
  while (next != Connection::Next::close && !cut_.load(std::memory_order_seq_cst)) {
    next = registry_.advance(*session, worker);
    if (next == Connection::Next::wait_read) wait(*session, POLLIN, worker);
    if (next == Connection::Next::wait_write) wait(*session, POLLOUT, worker);
  }
  retire(std::move(session));
}

/// At most until its deadline, when it is cut, as a sweeper would do it.
void BlockingThreads::wait(Session& session, short events, Worker& worker) noexcept {
  pollfd waits{session.descriptor(), events, 0};
  // Only a wait that blocked makes an emulated core idle.
  if (worker.core().enabled() && ::poll(&waits, 1, 0) > 0) return;
  const std::int64_t deadline_ns = session.connection().deadline().at_ns;
  const int found = ::poll(&waits, 1, milliseconds_until(deadline_ns));
  worker.wakeups.add(1);
  worker.core().woke();
  if (found == 0 && monotonic_ns() >= deadline_ns) ::shutdown(session.descriptor(), SHUT_RDWR);
}

std::unique_ptr<Strategy> make_blocking(const Environment& environment, Source source) {
  return std::make_unique<BlockingThreads>(environment, source);
}

}  // namespace

std::unique_ptr<Strategy> make_thread_per_connection(const Environment& environment) {
  return make_blocking(environment, Source::thread_of_its_own);
}

std::unique_ptr<Strategy> make_blocking_pool(const Environment& environment) {
  return make_blocking(environment, Source::queue);
}

std::unique_ptr<Strategy> make_blocking_accept(const Environment& environment) {
  return make_blocking(environment, Source::listener);
}

}  // namespace dispatchbench
