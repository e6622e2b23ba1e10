#include "strategies/runtime/accept_handler.hpp"

#include <utility>

#include "base/clock.hpp"

namespace dispatchbench {

AcceptHandler::AcceptHandler(Poller& poller, Worker& worker, const SharedLoad& load,
                             Listener& listener, const Manner& manner, Deal deal)
    : poller_(poller),
      worker_(worker),
      load_(load),
      listener_(listener),
      manner_(manner),
      deal_(std::move(deal)) {
  resume();
}

void AcceptHandler::tick(std::int64_t now_ns) noexcept {
  const bool opened = gate_ == Gate::closed && load_.read().requests_in_hand == 0;
  if (now_ns < resumes_at_ns_ && !opened) return;
  if (gate_ == Gate::closed) gate_ = opened ? Gate::open : Gate::waited_for;
  try {
    resume();
  } catch (const std::exception&) {  // no memory, no room in epoll: not yet
    pause(Listener::back_off_ns);
  }
}

void AcceptHandler::ready() noexcept {
  if (closes_gate()) return pause(manner_.gate_ns);
  try {
    accept_some();
  } catch (const std::exception&) {  // no memory to wait with
    pause(Listener::back_off_ns);
  }
}

void AcceptHandler::accept_some() {
  AcceptedSocket socket;
  bool emptied = false;
  for (std::size_t accepted = 0; accepted < manner_.at_once; ++accepted) {
    const Listener::Outcome outcome = listener_.accept(socket);
    if (outcome == Listener::Outcome::exhausted) return pause(Listener::back_off_ns);
    if (outcome == Listener::Outcome::refused) return watch_.reset();
    emptied = outcome == Listener::Outcome::none_left;
    if (emptied) break;
    worker_.core().charge(Event::accept);
    deal_(std::move(socket));
    ++since_added_;
  }
  if (manner_.re_add_after != 0 && since_added_ >= manner_.re_add_after) return queue_up_anew();
  if (emptied) return watch_->arm_for_news(Poller::Readiness::read);
  watch_->arm(Poller::Readiness::read);
}

/// A gate that was waited for long enough lets one connection in.
bool AcceptHandler::closes_gate() noexcept {
  const bool closes =
      manner_.gate_ns > 0 && gate_ == Gate::open && load_.read().requests_in_hand > 0;
  gate_ = closes ? Gate::closed : Gate::open;
  return closes;
}

/// The kernel wakes the first of the waiters that sleeps, in the order in which they were added.
void AcceptHandler::queue_up_anew() {
  since_added_ = 0;
  watch_.reset();
  resume();
}

void AcceptHandler::resume() {
  resumes_at_ns_ = Deadline::never;
  if (!watch_) watch_ = poller_.watch(listener_.descriptor(), *this, manner_.wakeup);
  watch_->arm(Poller::Readiness::read);
}

void AcceptHandler::pause(std::int64_t ns) noexcept {
  watch_.reset();
  resumes_at_ns_ = monotonic_ns() + ns;
}

}  // namespace dispatchbench
