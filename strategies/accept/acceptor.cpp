#include "strategies/accept/acceptor.hpp"

#include <array>
#include <poll.h>
#include <utility>

#include "base/clock.hpp"
#include "strategies/runtime/connection_registry.hpp"

namespace dispatchbench {
namespace {

constexpr int milliseconds(std::int64_t ns) {
  return static_cast<int>(ns / 1'000'000);
}

}  // namespace

Acceptor::Acceptor(Listener& listener, ThreadAccounting& accounting, Deal deal, Tick tick)
    : listener_(listener),
      accounting_(accounting),
      deal_(std::move(deal)),
      tick_(std::move(tick)),
      thread_([this] { run(); }) {}

Acceptor::~Acceptor() {
  stop();
}

void Acceptor::stop() noexcept {
  if (!thread_.joinable()) return;
  stopping_.store(true, std::memory_order_release);
  stop_.signal();
  thread_.join();
}

void Acceptor::run() {
  ThreadAccounting::Scope accounted(accounting_, "acceptor");
  std::int64_t next_tick_ns = 0;
  while (!stopping_.load(std::memory_order_acquire)) {
    const bool listening = accept_some(accounted.core());
    const std::int64_t now = monotonic_ns();
    if (tick_ && now >= next_tick_ns) {
      tick_(now);
      next_tick_ns = now + ConnectionRegistry::sweep_interval_ns;
    }
    wait(listening, accounted.core());
  }
}

bool Acceptor::accept_some(CoreAccount& core) {
  AcceptedSocket socket;
  for (std::size_t accepted = 0; accepted < at_once; ++accepted) {
    if (stopping_.load(std::memory_order_acquire)) break;
    const Listener::Outcome outcome = listener_.accept(socket);
    if (outcome == Listener::Outcome::none_left) return true;
    if (outcome != Listener::Outcome::accepted) return false;
    core.charge(Event::accept);
    core.settle();
    deal_(std::move(socket));
  }
  return true;
}

void Acceptor::wait(bool listening, CoreAccount& core) {
  std::array<pollfd, 2> waits{
      {{stop_.descriptor(), POLLIN, 0}, {listener_.descriptor(), POLLIN, 0}}};
  const int patience = !listening ? milliseconds(Listener::back_off_ns)
                       : tick_    ? milliseconds(ConnectionRegistry::sweep_interval_ns)
                                  : -1;
  const nfds_t watched = listening ? 2 : 1;
  // Only a wait that blocked makes an emulated core idle.
  if (core.enabled() && ::poll(waits.data(), watched, 0) > 0) return;
  ::poll(waits.data(), watched, patience);
  core.woke();
}

}  // namespace dispatchbench
