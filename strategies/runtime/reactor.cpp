#include "strategies/runtime/reactor.hpp"

#include <algorithm>
#include <utility>

#include "base/clock.hpp"

namespace dispatchbench {

/// Hears wake().
class Reactor::WakeupHandler final : private Poller::Client {
 public:
  WakeupHandler(Poller& poller, EventFd& wakeup)
      : wakeup_(wakeup), watch_(poller.watch(wakeup.descriptor(), *this, Poller::Wakeup::every)) {
    watch_->arm(Poller::Readiness::read);
  }

 private:
  void ready() noexcept override {
    wakeup_.clear();
    watch_->arm_for_news(Poller::Readiness::read);
  }

  EventFd& wakeup_;
  std::unique_ptr<Poller::Watch> watch_;
};

Reactor::Reactor(const BackendRow& backend, Worker& worker)
    : worker_(worker),
      // Only a wait that blocked makes an emulated core idle.
      poller_(backend.make({.always_look = worker.core().enabled()})),
      wakeup_handler_(std::make_unique<WakeupHandler>(*poller_, wakeup_)) {}

Reactor::~Reactor() = default;

void Reactor::accept_from(Listener& listener, const AcceptHandler::Manner& manner,
                          AcceptHandler::Deal deal) {
  accept_handlers_.push_back(
      std::make_unique<AcceptHandler>(*poller_, worker_, load_, listener, manner, std::move(deal)));
}

void Reactor::run_afterwards(std::unique_ptr<Afterwards> afterwards, Move move) {
  afterwards_ = std::move(afterwards);
  move_ = std::move(move);
}

void Reactor::run() noexcept {
  worker_.attach();
  while (!finished()) turn();
  accept_handlers_.clear();                        // here, for a watch is this thread's to end
  if (mailbox_ != nullptr) mailbox_->take(mail_);  // too late to be run
  mail_.clear();
  ready_.clear();  // the registry has them all
  while (ConnectionRegistry::Entry* entry = registry_.take_any()) {
    delete static_cast<Session*>(entry);
  }
  worker_.detach();
}

void Reactor::turn() {
  poller_->wait(time_to_block(), *this);
  mark_awake();
  if (mailbox_ != nullptr) take_mail();
  run_queue();
  seal_if_asked();
  tick(monotonic_ns());
}

bool Reactor::prepare_park() noexcept {
  if (mailbox_ != nullptr && !mailbox_->prepare_park()) return false;
  parked_ = true;
  load_.set_idle(true);
  return true;
}

void Reactor::unpark() noexcept {
  woken_ = true;
  worker_.wakeups.add(1);
  worker_.core().woke();
}

/// Before anything is run, or whoever deals would wake a thread that runs.
void Reactor::mark_awake() noexcept {
  if (!parked_) return;
  parked_ = false;
  load_.set_idle(false);
  if (mailbox_ != nullptr) mailbox_->unpark();
}

std::int64_t Reactor::time_to_block() const noexcept {
  if (!ready_.empty()) return 0;
  std::int64_t until = finish_by_ns_.load(std::memory_order_relaxed);
  if (!registry_.empty()) until = std::min(until, next_tick_ns_);
  for (const auto& handler : accept_handlers_) until = std::min(until, handler->resumes_at_ns());
  if (until == Deadline::never) return Poller::forever;
  return std::max<std::int64_t>(until - monotonic_ns(), 0);
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

std::future<void> Reactor::seal() {
  std::future<void> sealed = seal_.get_future();
  sealing_.store(true, std::memory_order_release);
  wake();
  return sealed;
}

void Reactor::seal_if_asked() noexcept {
  if (sealed_ || !sealing_.load(std::memory_order_acquire)) return;
  sealed_ = true;
  accept_handlers_.clear();
  seal_.set_value();
}

void Reactor::admit(std::unique_ptr<Session> session) noexcept {
  try {
    session->settle(*this, *poller_);
  } catch (const std::exception&) {  // no memory or no room in epoll: that connection is closed
    load_.remove_connection();
    return;
  }
  session->queued = true;
  ready_.push_back(*session);
  registry_.add(*session.release());
}

void Reactor::take_mail() noexcept {
  mailbox_->take(mail_);
  while (std::unique_ptr<Session> session = mail_.pop()) {
    worker_.core().charge(woken_ ? Event::take_over_parked : Event::take_over_awake);
    admit(std::move(session));
  }
  woken_ = false;
}

void Reactor::run_queue() noexcept {
  for (std::size_t left = ready_.size(); left > 0; --left) {
    Session& session = ready_.front();
    ready_.pop_front();
    session.queued = false;
    run(session);
  }
}

void Reactor::run(Session& session) noexcept {
  mark_awake();
  const std::uint64_t answered = worker_.requests.read();
  const Connection::Next next = advance(session);
  if (next == Connection::Next::close) {
    give_up(session);
    return;
  }
  if (afterwards_ && !sealed_ &&
      afterwards_->after(session, worker_.requests.read() - answered) == Afterwards::Fate::moves) {
    session.unsettle();
    worker_.core().charge(Event::migrate);
    return move_(give_up(session));
  }
  try {
    put_where_it_waits(session, next);
  } catch (const std::exception&) {  // no memory to wait with
    give_up(session);
  }
}

Connection::Next Reactor::advance(Session& session) noexcept {
  count_resting(session, false);
  const Connection::Next next = registry_.advance(session, worker_);
  if (next != Connection::Next::close) count_resting(session, session.idle());
  return next;
}

void Reactor::count_resting(Session& session, bool resting) noexcept {
  if (session.resting == resting) return;
  session.resting = resting;
  resting_ += resting ? 1U : ~0U;
  load_.set_resting(resting_);
}

void Reactor::put_where_it_waits(Session& session, Connection::Next next) {
  if (next == Connection::Next::again) {
    ready_.push_back(session);
    session.queued = true;
  } else {
    session.wait_for(next == Connection::Next::wait_read ? Poller::Readiness::read
                                                         : Poller::Readiness::write);
  }
}

std::unique_ptr<Session> Reactor::give_up(Session& session) noexcept {
  count_resting(session, false);
  registry_.remove(session);
  load_.remove_connection();
  return std::unique_ptr<Session>(&session);
}

void Reactor::tick(std::int64_t now_ns) {
  for (const auto& handler : accept_handlers_) handler->tick(now_ns);
  if (now_ns < next_tick_ns_) return;
  next_tick_ns_ = now_ns + ConnectionRegistry::sweep_interval_ns;
  registry_.sweep(now_ns);
}

}  // namespace dispatchbench
