#include "simulator/reactors.hpp"

#include "simulator/acceptor.hpp"
#include "simulator/dealer.hpp"
#include "simulator/late_loads.hpp"

namespace dispatchbench::simulator {
namespace {

using Accept = ReactorParts::Accept;
using Afterwards = ReactorParts::Afterwards;
using Handoff = ReactorParts::Handoff;

/// Most connections that a worker takes from its listener before others have a turn; as
/// Poller::batch.
constexpr std::uint32_t accepts_at_once = 64;

struct Loop {
  ConnectionQueue ready;    // connections, and the listener
  ConnectionQueue backlog;  // of its own listener
  ConnectionQueue mail;     // that its helper has not told it of
  std::uint32_t current = none;
  bool accepting = false;  // `current` is being accepted, not served
  bool listener_ready = false;
  std::uint32_t accepted = 0;  // in a row
  std::uint32_t turn_left = 0;
  std::uint32_t fetched = 0;       // of what is ready
  std::int64_t gate_opens_ns = 0;  // its gate is closed until then; 0: open
};

class Reactors final : public Server {
 public:
  Reactors(const ReactorParts& parts, const ServerSetting& setting, Host& host,
           Connections& connections, Client& client);

  void connected(std::uint32_t connection) override;
  void readable(std::uint32_t connection) override { admit(connection); }
  void finished(std::uint32_t thread) override;

 private:
  void admit(std::uint32_t connection);
  void wake(std::uint32_t worker);
  void go_on(std::uint32_t worker);
  bool shares_listener() const noexcept { return parts_.accept >= Accept::by_any; }
  bool accept_for_all(std::uint32_t worker);
  bool gate_is_closed(std::uint32_t worker) noexcept;
  void accept(std::uint32_t worker, ConnectionQueue& backlog);
  void accepted(std::uint32_t worker);
  void serve(std::uint32_t worker, std::uint32_t connection);
  void served(std::uint32_t worker);
  void deal(std::uint32_t connection, std::uint32_t from, Dealer& dealer);
  void hand_over(std::uint32_t connection, std::uint32_t from);
  void help(std::uint32_t worker);
  void helped(std::uint32_t worker);
  void fetch(std::uint32_t worker);
  void take_over(Connection& connection);
  void leave(Connection& connection);
  void rest(Connection& connection, bool resting);
  std::uint32_t place(std::uint32_t from, Dealer& dealer);
  void tell(std::uint32_t worker);
  void move(Connection& connection);
  std::uint32_t hash_of(std::uint32_t connection) noexcept;
  std::uint32_t any_idle() const noexcept;
  std::uint32_t listener_of(std::uint32_t worker) const noexcept {
    return first_listener_ + worker;
  }

  const ReactorParts parts_;
  const std::uint32_t first_listener_;
  const std::uint32_t first_helper_;
  std::vector<Loop> loops_;
  std::vector<WorkerLoad> loads_;
  LateLoads late_;
  std::vector<Dealer> dealers_;  // the workers', then an acceptor's
  Acceptor acceptor_;
  ConnectionQueue shared_backlog_;
  Random hash_;
};

Reactors::Reactors(const ReactorParts& parts, const ServerSetting& setting, Host& host,
                   Connections& connections, Client& client)
    : Server(setting, host, connections, client),
      parts_(parts),
      first_listener_(static_cast<std::uint32_t>(connections.size()) - setting.workers),
      first_helper_(setting.workers + (parts.accept == Accept::by_acceptor ? 1 : 0)),
      loops_(setting.workers),
      loads_(setting.workers, WorkerLoad{.idle = true}),
      late_(setting.workers, setting.placement_delay_ns),
      acceptor_(setting.workers),
      hash_(setting.seed) {
  dealers_.reserve(setting.workers + 1);
  for (std::uint32_t i = 0; i <= setting.workers; ++i) {
    dealers_.emplace_back(*parts.placement, i < setting.workers ? i : 0, setting.seed + i);
  }
  for (std::uint32_t i = 0; i < setting.workers; ++i) tell(i);
}

void Reactors::connected(std::uint32_t connection) {
  if (parts_.accept == Accept::by_acceptor) {
    return acceptor_.connected(connection, connections(), host());
  }
  if (shares_listener()) {
    shared_backlog_.push(connections(), connection);
    if (const std::uint32_t idle = any_idle(); idle != none) wake(idle);
    return;
  }
  const std::uint32_t worker = hash_of(connection);
  Loop& loop = loops_[worker];
  loop.backlog.push(connections(), connection);
  if (!loop.listener_ready) {
    loop.listener_ready = true;
    loop.ready.push(connections(), listener_of(worker));
  }
  wake(worker);
}

std::uint32_t Reactors::hash_of(std::uint32_t connection) noexcept {
  if (!setting().hashed.empty()) return setting().hashed[connection];
  return static_cast<std::uint32_t>(hash_.below(loops_.size()));
}

/// EPOLLEXCLUSIVE wakes the first in the order of their coming that waits.
std::uint32_t Reactors::any_idle() const noexcept {
  for (std::uint32_t i = 0; i < loads_.size(); ++i) {
    if (loads_[i].idle) return i;
  }
  return none;
}

void Reactors::admit(std::uint32_t connection) {
  const std::uint32_t worker = connections()[connection].worker;
  loops_[worker].ready.push(connections(), connection);
  wake(worker);
}

void Reactors::wake(std::uint32_t worker) {
  if (!loads_[worker].idle) return;
  loads_[worker].idle = false;
  tell(worker);
  ++host().thread(worker).wakeups;
  host().charge(worker, Event::wake_up);
  fetch(worker);
  go_on(worker);
}

/// What is ready; it runs that before it looks again.
void Reactors::fetch(std::uint32_t worker) {
  host().charge(worker, Event::fetch_events);
  loops_[worker].fetched = loops_[worker].ready.size();
}

/// What the worker does next; nothing: it is idle.
void Reactors::go_on(std::uint32_t worker) {
  Loop& loop = loops_[worker];
  if (shares_listener() && accept_for_all(worker)) return;
  if (loop.ready.empty()) {
    host().rest(worker);
    loads_[worker].idle = true;
    return tell(worker);
  }
  if (loop.fetched == 0) fetch(worker);
  --loop.fetched;
  if (loop.turn_left > 0) --loop.turn_left;
  const std::uint32_t next = loop.ready.pop(connections());
  if (next != listener_of(worker)) return serve(worker, next);
  loop.accepted = 0;
  accept(worker, loop.backlog);
}

/// The shared listener shows once in a turn of the loop, and gives one connection.
bool Reactors::accept_for_all(std::uint32_t worker) {
  Loop& loop = loops_[worker];
  if (loop.turn_left > 0) return false;
  loop.turn_left = loop.ready.size();
  if (shared_backlog_.empty() || gate_is_closed(worker)) return false;
  accept(worker, shared_backlog_);
  return true;
}

/// As strategies/runtime/accept_handler.cpp has it: whoever waited for it long enough lets one in.
bool Reactors::gate_is_closed(std::uint32_t worker) noexcept {
  constexpr std::int64_t gate_ns = 5'000'000;
  std::int64_t& opens_ns = loops_[worker].gate_opens_ns;
  const bool wants_it = parts_.accept == Accept::by_gate && loads_[worker].requests_in_hand > 0;
  if (wants_it && opens_ns == 0) opens_ns = host().now() + gate_ns;
  if (wants_it && host().now() < opens_ns) return true;
  opens_ns = 0;
  return false;
}

void Reactors::accept(std::uint32_t worker, ConnectionQueue& backlog) {
  Loop& loop = loops_[worker];
  loop.accepting = true;
  loop.current = backlog.pop(connections());
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
  } else if (thread >= first_helper_) {
    host().rest(thread);
    helped(thread - first_helper_);
  } else {
    acceptor_.finished(connections(), host(), [this, thread](std::uint32_t connection) {
      deal(connection, thread, dealers_.back());
    });
  }
}

void Reactors::accepted(std::uint32_t worker) {
  Loop& loop = loops_[worker];
  loop.accepting = false;
  deal(loop.current, worker, dealers_[worker]);
  if (shares_listener()) return go_on(worker);
  if (!loop.backlog.empty() && ++loop.accepted < accepts_at_once) {
    return accept(worker, loop.backlog);
  }
  loop.listener_ready = !loop.backlog.empty();
  if (loop.listener_ready) loop.ready.push(connections(), listener_of(worker));
  go_on(worker);
}

void Reactors::deal(std::uint32_t connection, std::uint32_t from, Dealer& dealer) {
  const std::uint32_t worker = place(from, dealer);
  connections()[connection].worker = worker;
  connections()[connection].resting = false;
  ++loads_[worker].requests_in_hand;
  ++host().thread(worker).connections;
  hand_over(connection, from);
}

/// Which worker gets a connection; it counts as that one's from now on.
std::uint32_t Reactors::place(std::uint32_t from, Dealer& dealer) {
  const std::uint32_t worker = dealer.choose(late_.known_to(from, loads_, host().now()));
  ++loads_[worker].connections;
  late_.placed(worker);
  return worker;
}

/// Its load has changed, and whoever places connections is to hear of it.
void Reactors::tell(std::uint32_t worker) {
  if (late_.late()) late_.say(worker, loads_[worker], host().now());
}

void Reactors::hand_over(std::uint32_t connection, std::uint32_t from) {
  Connection& its = connections()[connection];
  if (its.worker == from) return admit(connection);
  its.handed_over = true;
  if (parts_.handoff == Handoff::direct) {
    its.woken_for = loads_[its.worker].idle;
    host().charge(from, its.woken_for ? Event::hand_over_parked : Event::hand_over_awake);
    return admit(connection);
  }
  host().charge(from, Event::hand_over_parked);
  loops_[its.worker].mail.push(connections(), connection);
  if (!host().thread(first_helper_ + its.worker).busy) help(its.worker);
}

/// Where that costs nothing, there is nothing to wait for.
void Reactors::help(std::uint32_t worker) {
  std::int64_t cost = host().cost_ns(Event::wake_up) + host().cost_ns(Event::hand_over_parked);
  if (parts_.handoff == Handoff::new_helper) cost += host().cost_ns(Event::thread_start);
  if (cost == 0) return helped(worker);
  host().work(first_helper_ + worker, cost);
}

void Reactors::helped(std::uint32_t worker) {
  ConnectionQueue& mail = loops_[worker].mail;
  do {
    const std::uint32_t connection = mail.pop(connections());
    connections()[connection].woken_for = loads_[worker].idle;
    admit(connection);
  } while (parts_.handoff == Handoff::helper && !mail.empty());
  if (!mail.empty()) help(worker);
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
    loops_[worker].ready.push(connections(), connection);
    return go_on(worker);
  }
  Connection& its = connections()[connection];
  const bool had_enough = parts_.afterwards != Afterwards::stays && its.since_moved >= parts_.after;
  if (client().closes_after_this(its) || (had_enough && parts_.afterwards == Afterwards::closes)) {
    leave(its);
    close(its, worker);
  } else {
    rest(its, true);
    if (had_enough) move(its);
  }
  go_on(worker);
  client().answered(connection, worker);
}

void Reactors::leave(Connection& connection) {
  rest(connection, false);
  --loads_[connection.worker].connections;
  --loads_[connection.worker].requests_in_hand;
  tell(connection.worker);
}

void Reactors::rest(Connection& connection, bool resting) {
  if (connection.resting == resting) return;
  connection.resting = resting;
  loads_[connection.worker].requests_in_hand += resting ? ~0U : 1U;
  tell(connection.worker);
}

/// It is at rest, so only where its next request comes to changes.
void Reactors::move(Connection& connection) {
  const std::uint32_t from = connection.worker;
  connection.since_moved = 0;
  --loads_[from].connections;
  tell(from);
  connection.worker = place(from, dealers_[from]);
  host().charge(from, Event::migrate);
  if (connection.worker == from) return;
  connection.handed_over = true;
  connection.woken_for = loads_[connection.worker].idle;
  host().charge(from, connection.woken_for ? Event::hand_over_parked : Event::hand_over_awake);
}

}  // namespace

std::unique_ptr<Server> make_reactors(const ReactorParts& parts, const ServerSetting& setting,
                                      Host& host, Connections& connections, Client& client) {
  return std::make_unique<Reactors>(parts, setting, host, connections, client);
}

}  // namespace dispatchbench::simulator
