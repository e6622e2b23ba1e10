#include "strategies/runtime/reactor.hpp"

#include <algorithm>
#include <utility>

#include "base/clock.hpp"

namespace dispatchbench {

/// A connection that this reactor runs.
class Reactor::Session final : public ConnectionRegistry::Entry, private Poller::Client {
 public:
  Session(Reactor& reactor, std::unique_ptr<Connection> connection)
      : ConnectionRegistry::Entry(std::move(connection)),
        reactor_(reactor),
        watch_(reactor.poller_->watch(descriptor(), *this)) {}

  void wait_for(Poller::Readiness readiness) { watch_->arm(readiness); }

  bool queued = false;

 private:
  void ready() noexcept override {
    if (!queued) reactor_.run(*this);
  }

  Reactor& reactor_;
  std::unique_ptr<Poller::Watch> watch_;  // goes before the connection, which closes the descriptor
};

/// Hears the wakeup that other threads ring.
class Reactor::WakeupHandler final : private Poller::Client {
 public:
  WakeupHandler(Poller& poller, EventFd& wakeup)
      : wakeup_(wakeup), watch_(poller.watch(wakeup.descriptor(), *this)) {
    watch_->arm(Poller::Readiness::read);
  }

 private:
  void ready() noexcept override {
    wakeup_.clear();
    watch_->arm(Poller::Readiness::read);
  }

  EventFd& wakeup_;
  std::unique_ptr<Poller::Watch> watch_;
};

/// Lets connections in from a listener, and leaves it alone for a while where the system has no
/// more descriptors: the connection stays in the backlog, and accepting at once again would only
/// spin.
class Reactor::AcceptHandler final : private Poller::Client {
 public:
  AcceptHandler(Reactor& reactor, Listener& listener) : reactor_(reactor), listener_(listener) {
    open();
  }

  /// When it wants tick() to be called; Deadline::never while it is open.
  std::int64_t reopens_at_ns() const noexcept { return reopens_at_ns_; }

  void tick(std::int64_t now_ns) noexcept {
    if (now_ns < reopens_at_ns_) return;
    try {
      open();
    } catch (const std::exception&) {  // no memory, no room in epoll: not yet
      shut();
    }
  }

 private:
  void open() {
    reopens_at_ns_ = Deadline::never;
    if (!watch_) watch_ = reactor_.poller_->watch(listener_.descriptor(), *this);
    watch_->arm(Poller::Readiness::read);
  }

  void ready() noexcept override {
    AcceptedSocket socket;
    for (std::size_t accepted = 0; accepted < Poller::batch; ++accepted) {
      const Listener::Outcome outcome = listener_.accept(socket);
      if (outcome == Listener::Outcome::exhausted) return shut();
      if (outcome == Listener::Outcome::refused) return watch_.reset();
      if (outcome == Listener::Outcome::none_left) break;
      reactor_.worker_.core().charge_accept();
      reactor_.adopt(std::move(socket));
    }
    watch_->arm(Poller::Readiness::read);
  }

  void shut() noexcept {
    watch_.reset();
    reopens_at_ns_ = monotonic_ns() + Listener::back_off_ns;
  }

  Reactor& reactor_;
  Listener& listener_;
  std::unique_ptr<Poller::Watch> watch_;
  std::int64_t reopens_at_ns_ = Deadline::never;
};

Reactor::Reactor(Backend backend, Worker& worker, ConnectionFactory& connections)
    : worker_(worker),
      connections_(connections),
      poller_(make_poller(backend)),
      wakeup_handler_(std::make_unique<WakeupHandler>(*poller_, wakeup_)) {}

Reactor::~Reactor() = default;

void Reactor::listen_on(Listener& listener) {
  accept_handler_ = std::make_unique<AcceptHandler>(*this, listener);
}

void Reactor::feed_from(Mailbox& mailbox) {
  mail_.reserve(1);
  mailbox_ = &mailbox;
}

void Reactor::run() noexcept {
  worker_.attach();
  while (!finished()) turn();
  if (mailbox_ != nullptr)
    mailbox_->take(mail_);  // too late to be served; more goes with the mailbox
  mail_.clear();
  while (ConnectionRegistry::Entry* entry = registry_.take_any())
    delete static_cast<Session*>(entry);
  worker_.detach();
}

void Reactor::turn() {
  poller_->wait(time_to_block(), *this);
  awake();
  if (mailbox_ != nullptr) take_mail();
  run_queue();
  tick(monotonic_ns());
}

void Reactor::woke() noexcept {
  worker_.wakeups.add(1);
  worker_.core().idled();
}

std::int64_t Reactor::time_to_block() noexcept {
  if (!ready_.empty()) return 0;
  if (mailbox_ != nullptr) {
    if (!mailbox_->prepare_park()) return 0;
    parked_ = true;
  }
  std::int64_t until = finish_by_ns_.load(std::memory_order_relaxed);
  if (!registry_.empty()) until = std::min(until, next_tick_ns_);
  if (accept_handler_) until = std::min(until, accept_handler_->reopens_at_ns());
  if (until == Deadline::never) return Poller::forever;
  return std::max<std::int64_t>(until - monotonic_ns(), 0);
}

void Reactor::awake() noexcept {
  if (!parked_) return;
  parked_ = false;
  mailbox_->unpark();
}

bool Reactor::finished() const noexcept {
  if (!finishing_.load(std::memory_order_acquire)) return false;
  if (monotonic_ns() >= finish_by_ns_.load(std::memory_order_relaxed)) return true;
  return registry_.empty() && (mailbox_ == nullptr || mailbox_->empty());
}

void Reactor::finish(std::int64_t deadline_ns) noexcept {
  finish_by_ns_.store(deadline_ns, std::memory_order_relaxed);
  finishing_.store(true, std::memory_order_release);
  wake();
}

void Reactor::adopt(AcceptedSocket socket) noexcept {
  try {
    std::unique_ptr<Connection> connection = connections_.make(std::move(socket));
    if (!connection) return;
    auto session = std::make_unique<Session>(*this, std::move(connection));
    session->queued = true;
    ready_.push_back(session.get());
    registry_.add(*session.release());
  } catch (const std::exception&) {  // no memory or no room in epoll: that connection is closed
  }
}

void Reactor::take_mail() {
  mailbox_->take(mail_);
  for (AcceptedSocket& socket : mail_) adopt(std::move(socket));
  mail_.clear();
}

void Reactor::run_queue() {
  for (std::size_t left = ready_.size(); left > 0; --left) {
    Session* session = ready_.front();
    ready_.pop_front();
    session->queued = false;
    run(*session);
  }
}

void Reactor::run(Session& session) noexcept {
  awake();  // or the acceptor would wake a thread that runs
  const Connection::Next next = registry_.advance(session, worker_);
  if (next == Connection::Next::close) return remove(session);
  try {
    place(session, next);
  } catch (const std::exception&) {  // no memory to wait with
    remove(session);
  }
}

void Reactor::place(Session& session, Connection::Next next) {
  if (next == Connection::Next::again) {
    ready_.push_back(&session);
    session.queued = true;
  } else {
    session.wait_for(next == Connection::Next::wait_read ? Poller::Readiness::read
                                                         : Poller::Readiness::write);
  }
}

void Reactor::remove(Session& session) noexcept {
  registry_.remove(session);
  delete &session;
}

void Reactor::tick(std::int64_t now_ns) {
  if (accept_handler_) accept_handler_->tick(now_ns);
  if (now_ns < next_tick_ns_) return;
  next_tick_ns_ = now_ns + ConnectionRegistry::sweep_interval_ns;
  registry_.sweep(now_ns);
}

std::unique_ptr<Poller> make_poller(Backend backend) {
  return backend == Backend::asio ? make_asio_poller() : make_epoll_poller();
}

std::string_view to_string(Backend backend) noexcept {
  return backend == Backend::asio ? "asio" : "epoll";
}

}  // namespace dispatchbench
