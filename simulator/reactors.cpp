#include "simulator/reactors.hpp"

#include <algorithm>

#include "simulator/reactor_server.hpp"
#include "strategies/accept/giving_way.hpp"

namespace dispatchbench::simulator {
namespace {

using Accept = ReactorParts::Accept;

ListenerLayout layout_of(Accept accept, const ServerSetting& setting) {
  const std::uint32_t workers = setting.workers;
  switch (accept) {
    case Accept::by_turns:
      return {.rejoins_after = accepts_until_last};
    case Accept::by_groups:
      return {.listeners = std::clamp(setting.listeners, 1U, workers)};
    case Accept::by_neighbours:
      return {.listeners = workers, .each = std::min(workers, 2U)};
    case Accept::by_sleepers:
      return {.listeners = workers, .each = workers, .own_is_woken = true};
    default:
      return {};
  }
}

}  // namespace

Reactors::Reactors(const ReactorParts& parts, const ServerSetting& setting, Host& host,
                   Connections& connections, Client& client)
    : Server(setting, host, connections, client),
      parts_(parts),
      first_listener_(static_cast<std::uint32_t>(connections.size()) - setting.workers),
      loops_(setting.workers),
      loads_({setting.workers, setting.placement_delay_ns, setting.seed, parts.placement,
              parts.moving}),
      acceptor_(setting.workers),
      helpers_(parts.handoff == Handoff::new_helper ? HelperThreads::Kind::new_each
                                                    : HelperThreads::Kind::lasting,
               setting.workers + (parts.accept == Accept::by_acceptor ? 1 : 0), setting.workers),
      shared_(layout_of(parts.accept, setting), setting.workers),
      hash_(setting.seed) {}

void Reactors::readable(std::uint32_t connection) {
  const std::uint32_t worker = connections()[connection].worker;
  loops_[worker].readable.push(connections(), connection);
  wake(worker);
}

void Reactors::wake(std::uint32_t worker) {
  if (!loads_.idle(worker)) return;
  loads_.set_idle(worker, false, host().now());
  ++host().thread(worker).wakeups;
  host().charge(worker, Event::wake_up);
  host().charge(worker, Event::fetch_events);
  begin_turn(worker);
  go_on(worker);
}

/// What the worker does next; nothing: it is idle.
void Reactors::go_on(std::uint32_t worker) {
  if (run_next(worker)) return;
  if (finds_something(worker)) host().charge(worker, Event::fetch_events);
  begin_turn(worker);
  if (run_next(worker)) return;
  host().rest(worker);
  loads_.set_idle(worker, true, host().now());
}

/// Whether its poller does: what is handed over directly to a worker that is awake shows nowhere,
/// and behind a gate nobody looks.
bool Reactors::finds_something(std::uint32_t worker) const noexcept {
  const ReactorLoop& loop = loops_[worker];
  return !loop.readable.empty() || helpers_.has_told(worker) ||
         (shares_listener() && loop.gate_opens_ns == 0 && shared_.shows(worker));
}

/// A gate that was closed opens where nothing is in hand any more.
void Reactors::begin_turn(std::uint32_t worker) {
  if (!loads_.has_requests(worker)) loops_[worker].gate_opens_ns = 0;
  loops_[worker].begin_turn();
  if (shares_listener()) shared_.begin_turn(worker);
}

/// False: there is nothing left to do in this turn.
bool Reactors::run_next(std::uint32_t worker) {
  ReactorLoop& loop = loops_[worker];
  if (shares_listener() && accept_for_all(worker)) return true;
  if (loop.polled > 0) {
    --loop.polled;
    const std::uint32_t next = loop.readable.pop(connections());
    if (next == listener_of(worker)) {
      loop.accepted = 0;
      accept(worker, loop.backlog.pop(connections()));
    } else {
      serve(worker, next);
    }
    return true;
  }
  if (!loop.mail_taken) take_mail(worker);
  if (loop.queued == 0) return false;
  --loop.queued;
  serve(worker, loop.run_queue.pop(connections()));
  return true;
}

void Reactors::serve(std::uint32_t worker, std::uint32_t connection) {
  Connection& its = connections()[connection];
  rest(its, false);
  if (its.handed_over) take_over(its);
  loops_[worker].current = connection;
  host().work(worker, begin_quantum(its));
}

void Reactors::finished(std::uint32_t thread) {
  if (thread < loops_.size()) {
    loops_[thread].accepting ? accepted(thread) : served(thread);
  } else if (helpers_.includes(thread)) {
    helpers_.finished(thread, host(), [this](std::uint32_t worker) { told(worker); });
  } else {
    acceptor_.finished(connections(), host(),
                       [this, thread](std::uint32_t connection) { deal(connection, thread); });
  }
}

void Reactors::served(std::uint32_t worker) {
  const std::uint32_t connection = loops_[worker].current;
  if (!end_quantum(connection, worker)) {
    loops_[worker].run_queue.push(connections(), connection);
    return go_on(worker);
  }
  Connection& its = connections()[connection];
  const bool had_enough =
      parts_.afterwards == Afterwards::closes && its.since_moved >= parts_.after;
  if (had_enough || client().closes_after_this(connection)) {
    leave(its);
    close(its, worker);
  } else {
    rest(its, true);
    if (is_to_move(its)) move(its);
  }
  go_on(worker);
  client().answered(connection, worker);
}

void Reactors::leave(Connection& connection) {
  rest(connection, false);
  loads_.ended(connection.worker, host().now());
}

void Reactors::rest(Connection& connection, bool resting) {
  if (connection.resting == resting) return;
  connection.resting = resting;
  loads_.set_resting(connection.worker, resting, host().now());
}

bool Reactors::is_to_move(const Connection& connection) {
  if (parts_.afterwards == Afterwards::moves) return connection.since_moved >= parts_.after;
  if (parts_.afterwards != Afterwards::evens_out) return false;
  std::uint32_t& answered = loops_[connection.worker].answered;
  if (++answered < parts_.after) return false;
  answered = 0;
  return loads_.has_too_many(connection.worker, host().now());
}

/// It is at rest, so only where its next request comes to changes.
void Reactors::move(Connection& connection) {
  const std::uint32_t from = connection.worker;
  connection.since_moved = 0;
  connection.worker = loads_.move(from, host().now());
  host().charge(from, Event::migrate);
  if (connection.worker != from) charge_hand_over(connection, from);
}

std::unique_ptr<Server> make_reactors(const ReactorParts& parts, const ServerSetting& setting,
                                      Host& host, Connections& connections, Client& client) {
  return std::make_unique<Reactors>(parts, setting, host, connections, client);
}

}  // namespace dispatchbench::simulator
