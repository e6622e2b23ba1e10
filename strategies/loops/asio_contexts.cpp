// What most programs on Asio do: one io_context that all threads run (shared-reactor), or one for
// each thread, between which connections are dealt by asio::post (reactor-pool).
//
// The listener is in the first context. Threads wait in run_one(), with emulated cores after a look
// without waiting, and whoever Asio gives a handler to runs the connection. A connection has at
// most one handler at a time, so it is never run by two threads.
#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/clock.hpp"
#include "strategies/backends/look_first.hpp"
#include "strategies/loops/at_once.hpp"
#include "strategies/loops/handler_memory.hpp"
#include "strategies/runtime/connection_registry.hpp"
#include "strategies/strategy.hpp"

namespace dispatchbench {
namespace {

namespace asio = boost::asio;
using Error = boost::system::error_code;
using Descriptors = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;

/// A descriptor that Asio waits for and does not close.
struct Watched : Descriptors {
  using Descriptors::Descriptors;
  ~Watched() { release(); }
};

/// The thread's worker, and whether the thread has been asleep since it last ran a handler.
struct RunningThread {
  Worker* worker = nullptr;
  bool waits = false;
};
thread_local RunningThread running_thread;

/// First in every handler: the calling thread's worker, which is awake from here on.
Worker& awake() noexcept {
  Worker& worker = *running_thread.worker;
  if (std::exchange(running_thread.waits, false)) {
    worker.wakeups.add(1);
    worker.core().woke();
  }
  worker.core().charge(Event::fetch_events);
  return worker;
}

/// An io_context, and the connections whose handlers run in it.
struct Context {
  explicit Context(int threads) : io(threads), busy(io.get_executor()), sweep_timer(io) {}

  HandlerMemory sweep_memory;  // outlives what waits in it
  asio::io_context io;
  asio::executor_work_guard<asio::io_context::executor_type> busy;
  ConnectionRegistry registry;
  asio::steady_timer sweep_timer;  // with it the context has what it needs of descriptors
};

struct AsioSession final : ConnectionRegistry::Entry {
  AsioSession(std::unique_ptr<Connection> connection, Context& its_context)
      : ConnectionRegistry::Entry(std::move(connection)),
        context(its_context),
        watched(its_context.io, descriptor()) {}

  Context& context;
  HandlerMemory memory;  // of the handler that it waits with
  Watched watched;       // gone before the connection closes it
};

class AsioContexts final : public Strategy {
 public:
  AsioContexts(const Environment& environment, std::size_t contexts)
      : environment_(environment), threads_each_(environment.workers.size() / contexts) {
    for (std::size_t i = 0; i < contexts; ++i) {
      contexts_.push_back(std::make_unique<Context>(static_cast<int>(threads_each_)));
    }
  }

  void start() override;
  const ListenAddress& address() const noexcept override { return listener_->address(); }
  void stop(std::int64_t deadline_ns) noexcept override;

 private:
  void clear(Context& context) noexcept;
  void run(Worker& worker, Context& context) noexcept;
  void wait_for_clients();
  void accept(Worker& worker);
  void back_off() noexcept;
  void deal(AcceptedSocket socket);
  void step(AsioSession& session) noexcept;
  void go_on(AsioSession& session, Connection::Next next) noexcept;
  void retire(AsioSession& session) noexcept;
  void sweep_regularly(Context& context);

  const Environment environment_;
  const std::size_t threads_each_;
  std::optional<Listener> listener_;
  HandlerMemory accept_memory_;  // outlives what waits in it
  std::vector<std::unique_ptr<Context>> contexts_;
  std::optional<Watched> watched_listener_;
  std::optional<asio::steady_timer> resume_timer_;
  std::size_t next_ = 0;  // context that gets a connection; whoever accepts
  bool cut_ = false;      // no thread runs any more, and nothing is to be run
  std::vector<std::thread> threads_;
};

void AsioContexts::start() {
  listener_.emplace(environment_.listen, Listener::Options{.backlog = environment_.backlog,
                                                           .reuse_port = environment_.share_port});
  asio::io_context& first = contexts_.front()->io;
  watched_listener_.emplace(first, listener_->descriptor());
  resume_timer_.emplace(first);
  wait_for_clients();
  for (const auto& context : contexts_) sweep_regularly(*context);
  try {
    for (const auto& worker : environment_.workers) {
      Context& context = *contexts_[worker->index() / threads_each_];
      threads_.emplace_back([this, &context, running = worker.get()] { run(*running, context); });
    }
  } catch (const std::exception&) {
    stop(0);
    throw;
  }
}

void AsioContexts::stop(std::int64_t deadline_ns) noexcept {
  for (const auto& context : contexts_) context->registry.drain();
  listener_->refuse();
  for (const auto& context : contexts_) {
    if (!context->registry.wait_until_empty(deadline_ns)) context->registry.abort();
  }
  for (const auto& context : contexts_) context->io.stop();
  for (std::thread& thread : threads_) thread.join();
  cut_ = true;
  resume_timer_->cancel();
  watched_listener_->cancel();
  for (const auto& context : contexts_) clear(*context);
}

/// No handler may be left in memory of a session that is destroyed: those that wait are called, and
/// find that everything is cut.
void AsioContexts::clear(Context& context) noexcept {
  boost::intrusive::list<ConnectionRegistry::Entry> cut;
  while (ConnectionRegistry::Entry* const entry = context.registry.take_any()) {
    Error ignored;
    static_cast<AsioSession*>(entry)->watched.cancel(ignored);
    cut.push_back(*entry);
  }
  context.sweep_timer.cancel();
  context.io.restart();
  context.io.poll();
  cut.clear_and_dispose(
      [](ConnectionRegistry::Entry* entry) { delete static_cast<AsioSession*>(entry); });
}

void AsioContexts::run(Worker& worker, Context& context) noexcept {
  worker.attach();
  running_thread.worker = &worker;
  LookFirst look_first(worker.core().enabled());  // only a wait that blocked makes a core idle
  while (!context.io.stopped()) {
    if (look_first.worthwhile()) {
      const bool found = context.io.poll_one() > 0;
      look_first.looked(found);
      if (found) continue;
    }
    running_thread.waits = true;
    context.io.run_one();
  }
  worker.detach();
}

void AsioContexts::wait_for_clients() {
  watched_listener_->async_wait(Watched::wait_read, accept_memory_.bind([this](const Error& error) {
    if (cut_ || error == asio::error::operation_aborted) return;
    error ? back_off() : accept(awake());
  }));
}

void AsioContexts::accept(Worker& worker) {
  AcceptedSocket socket;
  for (std::uint32_t accepted = 0; accepted < accepts_in_a_row; ++accepted) {
    const Listener::Outcome outcome = listener_->accept(socket);
    if (outcome == Listener::Outcome::exhausted) return back_off();
    if (outcome == Listener::Outcome::refused) return;
    if (outcome == Listener::Outcome::none_left) break;
    worker.core().charge(Event::accept);
    deal(std::move(socket));
  }
  wait_for_clients();
}

void AsioContexts::back_off() noexcept try {
  resume_timer_->expires_after(Nanoseconds(Listener::back_off_ns));
  resume_timer_->async_wait(accept_memory_.bind([this](const Error& error) {
    if (!cut_ && !error) accept(awake());
  }));
} catch (const std::exception&) {  // no memory either
  wait_for_clients();
}

/// One that is refused, or for which there is no memory or no room in epoll, is closed.
void AsioContexts::deal(AcceptedSocket socket) try {
  std::unique_ptr<Connection> connection = environment_.connections.make(std::move(socket));
  if (!connection) return;
  Context& context = *contexts_[next_];
  next_ = (next_ + 1) % contexts_.size();
  auto session = std::make_unique<AsioSession>(std::move(connection), context);
  if (contexts_.size() > 1) charge_thread(Event::hand_over_awake);
  context.registry.add(*session);
  go_on(*session.release(), Connection::Next::again);
} catch (const std::exception&) {
}

void AsioContexts::step(AsioSession& session) noexcept {
  if (cut_) return;
  go_on(session, session.context.registry.advance(session, awake()));
}

/// Another thread may then be running it.
void AsioContexts::go_on(AsioSession& session, Connection::Next next) noexcept try {
  if (next == Connection::Next::close) return retire(session);
  if (next == Connection::Next::again) {
    return asio::post(session.context.io, session.memory.bind([this, &session] { step(session); }));
  }
  const bool reads = next == Connection::Next::wait_read;
  charge_thread(Event::re_arm);
  session.watched.async_wait(reads ? Watched::wait_read : Watched::wait_write,
                             session.memory.bind([this, &session](const Error& error) {
                               if (cut_ || error == asio::error::operation_aborted) return;
                               error ? retire(session) : step(session);
                             }));
} catch (const std::exception&) {  // no memory to wait with
  retire(session);
}

void AsioContexts::retire(AsioSession& session) noexcept {
  session.context.registry.remove(session);
  delete &session;
}

void AsioContexts::sweep_regularly(Context& context) {
  context.sweep_timer.expires_after(Nanoseconds(ConnectionRegistry::sweep_interval_ns));
  context.sweep_timer.async_wait(context.sweep_memory.bind([this, &context](const Error& error) {
    if (cut_ || error) return;
    awake();
    context.registry.sweep(monotonic_ns());
    sweep_regularly(context);
  }));
}

}  // namespace

std::unique_ptr<Strategy> make_shared_reactor(const Environment& environment) {
  return std::make_unique<AsioContexts>(environment, 1);
}

std::unique_ptr<Strategy> make_reactor_pool(const Environment& environment) {
  return std::make_unique<AsioContexts>(environment, environment.workers.size());
}

}  // namespace dispatchbench
