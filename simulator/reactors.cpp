#include "simulator/reactors.hpp"

#include <algorithm>

#include "simulator/acceptor.hpp"
#include "simulator/helper_threads.hpp"
#include "simulator/reactor_loop.hpp"
#include "simulator/shared_listeners.hpp"
#include "simulator/worker_loads.hpp"
#include "strategies/accept/giving_way.hpp"
#include "strategies/backends/poller.hpp"

namespace dispatchbench::simulator {
namespace {

using Accept = ReactorParts::Accept;
using Afterwards = ReactorParts::Afterwards;
using Handoff = ReactorParts::Handoff;

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

/// Most connections that a worker takes from its listener before others have a turn.
constexpr std::uint32_t accepts_at_once = Poller::batch;

class Reactors final : public Server {
 public:
  Reactors(const ReactorParts& parts, const ServerSetting& setting, Host& host,
           Connections& connections, Client& client);

  void connected(std::uint32_t connection) override;
  void readable(std::uint32_t connection) override;
  void finished(std::uint32_t thread) override;

 private:
  void wake(std::uint32_t worker);
  void go_on(std::uint32_t worker);
  void begin_turn(std::uint32_t worker);
  bool run_next(std::uint32_t worker);
  bool shares_listener() const noexcept { return parts_.accept >= Accept::by_any; }
  bool accept_for_all(std::uint32_t worker);
  bool gate_is_closed(std::uint32_t worker) noexcept;
  void accept(std::uint32_t worker, std::uint32_t connection);
  void accepted(std::uint32_t worker);
  void serve(std::uint32_t worker, std::uint32_t connection);
  void served(std::uint32_t worker);
  void deal(std::uint32_t connection, std::uint32_t from);
  void hand_over(std::uint32_t connection, std::uint32_t from);
  void charge_hand_over(Connection& connection, std::uint32_t from);
  void told_of(std::uint32_t connection);
  void put_into_mailbox(std::uint32_t connection);
  void take_over(Connection& connection);
  void leave(Connection& connection);
  void rest(Connection& connection, bool resting);
  void knock(std::uint32_t connection);
  bool is_to_move(const Connection& connection);
  void move(Connection& connection);
  std::uint32_t hash_of(std::uint32_t connection) noexcept;
  std::uint32_t listener_for(std::uint32_t connection) noexcept;
  std::uint32_t listener_of(std::uint32_t worker) const noexcept {
    return first_listener_ + worker;
  }

  const ReactorParts parts_;
  const std::uint32_t first_listener_;
  std::vector<ReactorLoop> loops_;
  WorkerLoads loads_;
  Acceptor acceptor_;
  HelperThreads helpers_;  // idle where connections are handed over directly
  SharedListeners shared_;
  Random hash_;
};

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
  if (!setting().hashed.empty()) return setting().hashed[connection];
  return static_cast<std::uint32_t>(hash_.below(loops_.size()));
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
  if (parts_.accept == Accept::by_groups && !setting().hashed.empty()) {
    return setting().hashed[connection] % listeners;
  }
  return static_cast<std::uint32_t>(hash_.below(listeners));
}

void Reactors::readable(std::uint32_t connection) {
  const std::uint32_t worker = connections()[connection].worker;
  loops_[worker].readable.push(connections(), connection);
  wake(worker);
}

void Reactors::put_into_mailbox(std::uint32_t connection) {
  const std::uint32_t worker = connections()[connection].worker;
  loops_[worker].mail.push(connections(), connection);
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
  if (!loops_[worker].readable.empty()) host().charge(worker, Event::fetch_events);
  begin_turn(worker);
  if (run_next(worker)) return;
  host().rest(worker);
  loads_.set_idle(worker, true, host().now());
}

void Reactors::begin_turn(std::uint32_t worker) {
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
  if (!loop.mail_taken) loop.take_mail(connections());
  if (loop.queued == 0) return false;
  --loop.queued;
  serve(worker, loop.run_queue.pop(connections()));
  return true;
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
    helpers_.finished(thread, connections(), host(),
                      [this](std::uint32_t connection) { told_of(connection); });
  } else {
    acceptor_.finished(connections(), host(),
                       [this, thread](std::uint32_t connection) { deal(connection, thread); });
  }
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
  const std::vector<std::uint32_t>& dealt = setting().dealt;
  const std::uint32_t worker =
      dealt.empty() ? loads_.choose(from, host().now()) : dealt[connection];
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
                     [this](std::uint32_t told) { told_of(told); });
}

/// Whoever hands over wakes the worker, if that is parked, or its helper, as
/// strategies/handoff/waited_mailbox.cpp has it.
void Reactors::charge_hand_over(Connection& connection, std::uint32_t from) {
  connection.handed_over = true;
  connection.woken_for = loads_.idle(connection.worker);
  const bool wakes = connection.woken_for || parts_.handoff != Handoff::direct;
  host().charge(from, wakes ? Event::hand_over_parked : Event::hand_over_awake);
}

/// By its worker's helper, which wakes the worker.
void Reactors::told_of(std::uint32_t connection) {
  Connection& its = connections()[connection];
  its.woken_for = loads_.idle(its.worker);
  put_into_mailbox(connection);
}

void Reactors::take_over(Connection& connection) {
  connection.handed_over = false;
  host().charge(connection.worker,
                connection.woken_for ? Event::take_over_parked : Event::take_over_awake);
  if (parts_.handoff == Handoff::new_helper) host().charge(connection.worker, Event::thread_start);
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

}  // namespace

std::unique_ptr<Server> make_reactors(const ReactorParts& parts, const ServerSetting& setting,
                                      Host& host, Connections& connections, Client& client) {
  return std::make_unique<Reactors>(parts, setting, host, connections, client);
}

}  // namespace dispatchbench::simulator
