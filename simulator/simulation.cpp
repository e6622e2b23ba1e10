#include "simulator/simulation.hpp"

#include <utility>

namespace dispatchbench::simulator {

Simulation::Simulation(const SimulationSetting& setting)
    : setting_(setting),
      // Listeners wait in the workers' queues like connections.
      connections_(setting.connections + setting.server.workers),
      first_client_(setting.server.workers + setting.model.other_threads(setting.server.workers)),
      host_(first_client_ + setting.client_threads, setting.server.workers, setting.machine,
            setting.sample_ns),
      server_(setting.model.make(setting.server, host_, connections_, *this)) {
  host_.events().reserve(setting.connections + host_.threads().size());
}

Simulation::~Simulation() = default;

Figures Simulation::run(Load& load, OnAnswer on_answer) {
  load_ = &load;
  on_answer_ = std::move(on_answer);
  for (std::uint32_t i = 0; i < setting_.connections; ++i) ask(i);
  feed();
  EventQueue& events = host_.events();
  while (!events.empty()) {
    const EventQueue::Event event = events.pop();
    advance_to(event.at_ns);
    if ((event.what & Host::of_thread) != 0) {
      thread_finished(event.what & ~Host::of_thread);
    } else if ((event.what & Host::arrives) != 0) {
      arrive(event.what & ~Host::arrives);
    } else if (event.what == Host::falls_due) {
      fall_due();
    } else {
      send(event.what);
    }
  }
  figures_.threads = std::move(host_.threads());
  figures_.threads.resize(first_client_);
  return std::move(figures_);
}

/// Each thread that is busy is so with a request of its own.
void Simulation::advance_to(std::int64_t now_ns) noexcept {
  if (at_server_ > host_.busy_threads() && host_.some_worker_rests()) {
    idle_queued_ns_ += now_ns - host_.now();
  }
  host_.advance_to(now_ns);
}

void Simulation::thread_finished(std::uint32_t thread) {
  if (!host_.goes_on(thread)) server_->finished(thread);
}

void Simulation::ask(std::uint32_t connection) {
  const auto request = load_->next(connection, host_.now());
  if (!request) return;
  connections_.take(connections_[connection], *request);
  host_.events().push(std::max(request->due_ns, host_.now()), connection);
}

void Simulation::feed() {
  const auto next = load_->next_fed();
  if (!next) return;
  fed_ = *next;
  host_.events().push(std::max(fed_.request.due_ns, host_.now()), Host::falls_due);
}

void Simulation::fall_due() {
  if (fed_.connection != none) {
    give(fed_.connection, fed_.request);
  } else if (const std::uint32_t any = free_connection(); any != none) {
    give(any, fed_.request);
  } else {
    waiting_.push(waiting_for_any_, fed_.request);
  }
  feed();
}

/// The one that has been free for longest, or one that was never used.
std::uint32_t Simulation::free_connection() {
  if (!free_.empty()) return free_.pop(connections_);
  return never_used_ < setting_.connections ? never_used_++ : none;
}

void Simulation::give(std::uint32_t connection, const Request& request) {
  Connection& its = connections_[connection];
  if (its.taken()) return waiting_.push(connections_.under_way(its).waiting, request);
  connections_.take(its, request);
  send(connection);
}

void Simulation::send(std::uint32_t connection) {
  Connection& its = connections_[connection];
  UnderWay& sent = connections_.under_way(its);
  sent.sent_ns = host_.now();
  if (!sent.request.warmup) observe();
  if (setting_.client_threads == 0) return arrive(connection);
  const std::uint32_t thread = first_client_ + connection % setting_.client_threads;
  if (!its.open) host_.charge(thread, Event::client_connect);
  host_.charge(thread, Event::client_request);
  host_.charge_bytes(thread, Event::client_byte, sent.request.body_bytes);
  if (!its.open) its.client_early = {};
  host_.charge_bytes(thread, Event::client_early_byte,
                     its.client_early.take(sent.request.body_bytes));
  host_.events().push(std::max(host_.now(), host_.thread(thread).free_ns),
                      Host::arrives | connection);
}

/// At each measured send: what comes after the last one is no longer the load.
void Simulation::observe() noexcept {
  if (observed_from_ns_ < 0) {
    observed_from_ns_ = host_.now();
    idle_queued_ns_ = 0;
  }
  const std::int64_t observed_ns = host_.now() - observed_from_ns_;
  if (observed_ns <= 0) return;
  figures_.idle_while_queued =
      static_cast<double>(idle_queued_ns_) / static_cast<double>(observed_ns);
}

void Simulation::arrive(std::uint32_t connection) {
  Connection& its = connections_[connection];
  ++at_server_;
  if (its.open) return server_->readable(connection);
  its.open = true;
  its.greeted = false;
  its.early = {};
  its.answered = its.since_moved = 0;
  ++figures_.connections;
  server_->connected(connection);
}

bool Simulation::closes_after_this(std::uint32_t connection) {
  const Connection& its = connections_[connection];
  if (connections_.request_of(its).last) return true;
  const std::uint64_t kept_for = load_->requests_per_connection(connection);
  return kept_for != 0 && its.answered >= kept_for;
}

void Simulation::answered(std::uint32_t connection, std::uint32_t worker) {
  const UnderWay& its = connections_.under_way(connections_[connection]);
  --at_server_;
  if (its.request.warmup) {
    ++figures_.warmup_requests;
  } else {
    count(its);
  }
  if (on_answer_) on_answer_({its.request, connection, worker, its.sent_ns, host_.now()});
  go_on(connection);
}

/// Sends what waits for it, or for any; else asks, or is free until something falls due.
void Simulation::go_on(std::uint32_t connection) {
  Connection& its = connections_[connection];
  UnderWay& answered = connections_.under_way(its);
  RequestQueue& waiting = answered.waiting.empty() ? waiting_for_any_ : answered.waiting;
  if (!waiting.empty()) {
    answered.request = waiting_.pop(waiting);
    return send(connection);
  }
  connections_.release(its);
  ask(connection);
  if (!its.taken() && connection < never_used_) free_.push(connections_, connection);
}

void Simulation::count(const UnderWay& answered) {
  if (figures_.latency.count() == 0) figures_.first_ns = answered.sent_ns;
  figures_.first_ns = std::min(figures_.first_ns, answered.sent_ns);
  figures_.last_ns = host_.now();
  figures_.latency.record(host_.now() - answered.request.due_ns);
}

}  // namespace dispatchbench::simulator
