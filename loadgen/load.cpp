#include "loadgen/load.hpp"

#include <algorithm>
#include <barrier>
#include <limits>
#include <memory>
#include <thread>
#include <vector>

#include "base/affinity.hpp"
#include "base/clock.hpp"
#include "loadgen/censoring.hpp"
#include "loadgen/client.hpp"
#include "loadgen/first_request.hpp"
#include "loadgen/options/limits.hpp"
#include "loadgen/plan/plan.hpp"
#include "loadgen/progress.hpp"
#include "loadgen/recording/read_delay.hpp"

namespace dispatchbench::loadgen {
namespace {

using Recorders = std::vector<std::unique_ptr<Recorder>>;
using Clients = std::vector<std::unique_ptr<Client>>;

Recorders make_recorders(const Options& options) {
  Recorders recorders;
  for (unsigned i = 0; i < options.threads; ++i) {
    recorders.push_back(
        std::make_unique<Recorder>(SlotNumbers{i, options.threads}, options.mix.size()));
  }
  return recorders;
}

Clients make_clients(const Options& options, Endpoint& endpoint, Plan& plan,
                     const Recorders& recorders, const Stop& stop, EmulatedMachine* machine) {
  Clients clients;
  for (unsigned i = 0; i < options.threads; ++i) {
    clients.push_back(
        std::make_unique<Client>(options, endpoint, i, plan, *recorders[i], stop, machine));
  }
  return clients;
}

void pin_thread(const Options& options, unsigned index) noexcept {
  if (!options.pin.empty()) pin_this_thread(options.pin[index % options.pin.size()]);
}

/// Where the window of a load for a duration ends; of any other that is known only afterwards.
std::int64_t window_end_ns(const Options& options, std::int64_t measured_from_ns) noexcept {
  if (!options.duration) return std::numeric_limits<std::int64_t>::max();
  return measured_from_ns + options.duration->count();
}

/// All threads start at the same moment, which is returned; returns when all have ended.
std::int64_t run_threads(const Options& options, const Clients& clients,
                         const Recorders& recorders) {
  std::int64_t start_ns = 0;
  std::barrier ready(static_cast<std::ptrdiff_t>(clients.size()), [&]() noexcept {
    start_ns = monotonic_ns();
    const std::int64_t from_ns = start_ns + options.warmup.count();
    for (const auto& recorder : recorders)
      recorder->begin(from_ns, window_end_ns(options, from_ns));
  });
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < options.threads; ++i) {
    threads.emplace_back([&, i] {
      pin_thread(options, i);
      ready.arrive_and_wait();
      clients[i]->run(start_ns);
    });
  }
  threads.clear();
  return start_ns;
}

/// The first send, and the last answer or failure; 0 if there was none.
struct Span {
  std::int64_t first_ns = 0;
  std::int64_t sent_ns = 0;
  std::int64_t settled_ns = 0;
};

Span span_of(const Figures& figures) noexcept {
  Span span;
  for (const ThreadFigures& thread : figures.threads) {
    const bool earlier = span.first_ns == 0 || thread.first_ns < span.first_ns;
    if (thread.first_ns != 0 && earlier) span.first_ns = thread.first_ns;
    span.sent_ns = std::max(span.sent_ns, thread.sent_ns);
    span.settled_ns = std::max(span.settled_ns, thread.settled_ns);
  }
  return span;
}

Window window_of(const Options& options, const Plan& plan, const LoadResult& result,
                 std::int64_t over_ns) {
  const Span span = span_of(result.figures);
  Window window;
  window.start_ns = plan.timed() || span.first_ns == 0 ? result.measured_from_ns : span.first_ns;
  // Of a load that was stopped the end of an open loop may be far off, and takes long to find.
  const bool end_known = plan.timed() && (options.duration || !result.stopped);
  const std::int64_t planned_end_ns = result.measured_from_ns + (end_known ? plan.planned_ns() : 0);
  window.end_ns = options.duration ? planned_end_ns : std::max(planned_end_ns, span.settled_ns);
  if (result.stopped)
    window.end_ns = options.duration ? std::min(planned_end_ns, over_ns) : over_ns;
  window.end_ns = std::max(window.end_ns, window.start_ns);
  return window;
}

/// How many requests a second there should have been: the rate, or what was drawn or recorded.
double rate_asked_for(const Options& options, const Plan& plan, const LoadResult& result) {
  if (options.mix.empty() && !options.trace &&
      options.arrivals.kind == workload::ArrivalShape::Kind::uniform)
    return options.rate;
  if (result.stopped) return static_cast<double>(result.due) / result.window.seconds();
  const double seconds = std::max(1e-9, static_cast<double>(plan.planned_ns()) * 1e-9);
  return static_cast<double>(plan.planned().value_or(0)) / seconds;
}

/// Groups of a mix that are closed loops have nothing to do with it.
void censor(const Plan& plan, const Clients& clients, std::int64_t start_ns, LoadResult& result) {
  std::vector<Unsent> unsent;
  for (const auto& group : plan.groups()) {
    if (group->open_loop()) unsent.push_back({group.get(), group->untaken()});
  }
  for (const auto& client : clients) {
    for (const Unsent& some : client->unsent()) unsent.push_back(some);
  }
  censor_unsent(unsent, start_ns, result.window.end_ns, result.figures);
}

void add_open_loop(const Options& options, const Plan& plan, std::int64_t start_ns,
                   LoadResult& result) {
  const Window& window = result.window;
  result.due = plan.measured_due_before(window.end_ns - start_ns);
  std::int64_t sent_ns = window.end_ns;
  if (!result.stopped) {
    const std::int64_t planned_end_ns = result.measured_from_ns + plan.planned_ns();
    sent_ns = std::max(span_of(result.figures).sent_ns, planned_end_ns);
  }
  result.sending_seconds = static_cast<double>(sent_ns - window.start_ns) * 1e-9;
  result.asked_per_second = rate_asked_for(options, plan, result);
}

AccountSum sum_of(const Clients& clients) noexcept {
  AccountSum sum;
  for (const auto& client : clients) sum.add(client->core());
  return sum;
}

}  // namespace

LoadResult run_load(const Options& options, const Stop& stop) {
  const auto machine = options.machine.profile ? make_machine(options.machine.setting()) : nullptr;
  allow_open_files(options);
  check_ports(options);
  const CurlLibrary library;
  const ReceiveTimestamps timestamps;
  Endpoint endpoint = resolve(options.url);
  check_first_request(options, endpoint);
  Plan plan(options);
  const Recorders recorders = make_recorders(options);
  const Clients clients = make_clients(options, endpoint, plan, recorders, stop, machine.get());
  std::int64_t start_ns = 0;
  {
    const Progress progress(options, recorders);
    start_ns = run_threads(options, clients, recorders);
  }
  LoadResult result;
  for (const auto& recorder : recorders) result.figures.merge(recorder->figures());
  if (!options.auto_connections) result.figures.slots.resize(options.connections);
  result.measured_from_ns = start_ns + options.warmup.count();
  result.warmup_seconds = static_cast<double>(options.warmup.count()) * 1e-9;
  if (machine) result.charged = sum_of(clients);
  result.stopped = stop.requested();
  result.signal = stop.signal();
  // What an open loop would have drawn in the rest of its time is not worth finding out.
  if (!result.stopped || !options.duration) result.planned = plan.planned();
  result.window = window_of(options, plan, result, monotonic_ns());
  censor(plan, clients, start_ns, result);
  if (is_open_loop(options)) add_open_loop(options, plan, start_ns, result);
  return result;
}

}  // namespace dispatchbench::loadgen
