#include "strategies/runtime/accept_handler.hpp"

#include <utility>

#include "base/clock.hpp"

namespace dispatchbench {

AcceptHandler::AcceptHandler(Poller& poller, Worker& worker, Listener& listener,
                             const Manner& manner, Deal deal)
    : poller_(poller),
      worker_(worker),
      listener_(listener),
      manner_(manner),
      deal_(std::move(deal)) {
  resume();
}

void AcceptHandler::tick(std::int64_t now_ns) noexcept {
  if (now_ns < resumes_at_ns_) return;
  try {
    resume();
  } catch (const std::exception&) {  // no memory, no room in epoll: not yet
    pause();
  }
}

void AcceptHandler::ready() noexcept {
  try {
    accept_some();
  } catch (const std::exception&) {  // no memory to wait with
    pause();
  }
}

void AcceptHandler::accept_some() {
  AcceptedSocket socket;
  for (std::size_t accepted = 0; accepted < manner_.at_once; ++accepted) {
    const Listener::Outcome outcome = listener_.accept(socket);
    if (outcome == Listener::Outcome::exhausted) return pause();
    if (outcome == Listener::Outcome::refused) return watch_.reset();
    if (outcome == Listener::Outcome::none_left) break;
    worker_.core().charge(Event::accept);
    deal_(std::move(socket));
  }
  watch_->arm(Poller::Readiness::read);
}

void AcceptHandler::resume() {
  resumes_at_ns_ = Deadline::never;
  if (!watch_) watch_ = poller_.watch(listener_.descriptor(), *this, manner_.wakeup);
  watch_->arm(Poller::Readiness::read);
}

void AcceptHandler::pause() noexcept {
  watch_.reset();
  resumes_at_ns_ = monotonic_ns() + Listener::back_off_ns;
}

}  // namespace dispatchbench
