// The part of a server of parts that brings connections to its workers.
#include "simulator/reactor_server.hpp"
#include "strategies/accept/giving_way.hpp"
#include "strategies/backends/poller.hpp"

namespace dispatchbench::simulator {
namespace {

/// Most connections that a worker takes from its listener before others have a turn.
constexpr std::uint32_t accepts_at_once = Poller::batch;

/// Of a connection whose worker was laid down; `none` of others.
std::uint32_t known_worker(const std::vector<std::uint32_t>& laid_down, std::uint32_t connection) {
  return laid_down.empty() ? none : laid_down[connection];
}

}  // namespace

void Reactors::connected(std::uint32_t connection) {
  if (parts_.accept == Accept::by_acceptor) {
    return acceptor_.connected(connection, connections(), host());
  }
  if (shares_listener()) return knock(connection);
  const std::uint32_t worker = hash_of(connection);
  ReactorLoop& loop = loops_[worker];
  loop.backlog.push(connections(), connection);
  if (!loop.listener_ready) {
    loop.listener_ready = true;
    loop.readable.push(connections(), listener_of(worker));
  }
  wake(worker);
}

std::uint32_t Reactors::hash_of(std::uint32_t connection) noexcept {
  const std::uint32_t known = known_worker(setting().hashed, connection);
  return known != none ? known : static_cast<std::uint32_t>(hash_.below(loops_.size()));
}

/// Who is woken is so before any of them accepts.
void Reactors::knock(std::uint32_t connection) {
  const std::uint32_t listener = listener_for(connection);
  shared_.push(connections(), listener, connection);
  const std::uint32_t other = shared_.woken(listener, loads_.all());
  if (const std::uint32_t own = shared_.always_woken(listener); own != none) wake(own);
  if (other != none) wake(other);
}

/// Which of a group a connection comes to tells of its group alone.
std::uint32_t Reactors::listener_for(std::uint32_t connection) noexcept {
  const std::uint32_t listeners = shared_.count();
  if (listeners == 1) return 0;
  const std::uint32_t known =
      parts_.accept == Accept::by_groups ? known_worker(setting().hashed, connection) : none;
  return known != none ? known % listeners : static_cast<std::uint32_t>(hash_.below(listeners));
}

/// A shared listener shows once in a turn of the loop, and gives one connection.
bool Reactors::accept_for_all(std::uint32_t worker) {
  const std::uint32_t listener = shared_.next_for(worker);
  if (listener == none || gate_is_closed(worker)) return false;
  loops_[worker].listener = listener;
  accept(worker, shared_.pop(connections(), listener));
  return true;
}

/// As strategies/runtime/accept_handler.cpp has it: whoever waited for it long enough lets one in.
bool Reactors::gate_is_closed(std::uint32_t worker) noexcept {
  std::int64_t& opens_ns = loops_[worker].gate_opens_ns;
  const bool wants_it = parts_.accept == Accept::by_gate && loads_.has_requests(worker);
  if (wants_it && opens_ns == 0) opens_ns = host().now() + longest_gate_ns;
  if (wants_it && host().now() < opens_ns) return true;
  opens_ns = 0;
  return false;
}

void Reactors::accept(std::uint32_t worker, std::uint32_t connection) {
  ReactorLoop& loop = loops_[worker];
  loop.accepting = true;
  loop.current = connection;
  host().work(worker, host().cost_ns(Event::accept));
}

void Reactors::accepted(std::uint32_t worker) {
  ReactorLoop& loop = loops_[worker];
  loop.accepting = false;
  deal(loop.current, worker);
  if (shares_listener()) {
    shared_.accepted(worker, loop.listener);
    return go_on(worker);
  }
  if (!loop.backlog.empty() && ++loop.accepted < accepts_at_once) {
    return accept(worker, loop.backlog.pop(connections()));
  }
  loop.listener_ready = !loop.backlog.empty();
  if (loop.listener_ready) loop.readable.push(connections(), listener_of(worker));
  go_on(worker);
}

void Reactors::deal(std::uint32_t connection, std::uint32_t from) {
  const std::uint32_t known = known_worker(setting().dealt, connection);
  const std::uint32_t worker = known != none ? known : loads_.choose(from, host().now());
  loads_.placed(worker);
  connections()[connection].worker = worker;
  connections()[connection].resting = false;
  ++host().thread(worker).connections;
  hand_over(connection, from);
}

void Reactors::hand_over(std::uint32_t connection, std::uint32_t from) {
  Connection& its = connections()[connection];
  if (its.worker == from) return loops_[from].run_queue.push(connections(), connection);
  charge_hand_over(its, from);
  if (parts_.handoff == Handoff::direct) return put_into_mailbox(connection);
  helpers_.hand_over(connection, connections(), host(),
                     [this](std::uint32_t worker) { told(worker); });
}

/// Whoever hands over wakes the worker, if that is parked, or its helper, as
/// strategies/handoff/waited_mailbox.cpp has it.
void Reactors::charge_hand_over(Connection& connection, std::uint32_t from) {
  connection.handed_over = true;
  connection.woken_for = loads_.idle(connection.worker);
  const bool wakes = connection.woken_for || parts_.handoff != Handoff::direct;
  host().charge(from, wakes ? Event::hand_over_parked : Event::hand_over_awake);
}

void Reactors::put_into_mailbox(std::uint32_t connection) {
  const std::uint32_t worker = connections()[connection].worker;
  loops_[worker].mail.push(connections(), connection);
  wake(worker);
}

/// By its helper, which wakes it.
void Reactors::told(std::uint32_t worker) {
  loops_[worker].woken_by_helper = loads_.idle(worker);
  wake(worker);
}

void Reactors::take_mail(std::uint32_t worker) {
  ReactorLoop& loop = loops_[worker];
  if (parts_.handoff != Handoff::direct) {
    helpers_.take(worker, connections(), host(), loop.mail,
                  [this](std::uint32_t whom) { told(whom); });
  }
  loop.take_mail(connections());
}

void Reactors::take_over(Connection& connection) {
  const bool woken = parts_.handoff == Handoff::direct ? connection.woken_for
                                                       : loops_[connection.worker].woken_by_helper;
  connection.handed_over = false;
  host().charge(connection.worker, woken ? Event::take_over_parked : Event::take_over_awake);
  if (parts_.handoff == Handoff::new_helper) host().charge(connection.worker, Event::thread_start);
}

}  // namespace dispatchbench::simulator
