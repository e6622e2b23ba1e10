#include "simulator/map/mapped_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "simulator/map/busy_over_time.hpp"
#include "simulator/runs/expected.hpp"
#include "simulator/runs/planned_load.hpp"
#include "simulator/runs/run_input.hpp"
#include "strategies/registry.hpp"

namespace dispatchbench::simulator {
namespace {

/// So many service times a core at least, or what is slow to build up would not be seen.
constexpr double least_requests_per_core = 2'000;

std::string microseconds(double seconds) {
  return fmt::format("{}us", std::max(1LL, std::llround(seconds * 1e6)));
}

/// Requests a second that a run is sized by.
double rate_of(const MappedRun& run, const Costs& costs) {
  return run.load.value_or(1) * run.workload->capacity(run.cores, costs);
}

/// Of a trace that is to saturate: so much faster than the cores that each of its connections has
/// something to send until it has sent all, as in a closed loop.
constexpr double too_fast = 100;

/// Times as fast as it was recorded, as the load asks for; --speed may take no such number.
double speed_of(const MappedRun& run, const Costs& costs) {
  const double rate = rate_of(run, costs);
  return (run.load ? rate : too_fast * rate) / run.workload->traced->requests_per_second;
}

/// As fast as it was recorded.
runner::Json trace_of(const MappedRun& run) {
  runner::Json load = run.workload->load;
  load["threads"] = 1;
  load["seed"] = run.seed;
  return load;
}

runner::Json load_of(const MappedRun& run, const MapSetting& setting) {
  if (run.workload->traced) return trace_of(run);
  const double rate = rate_of(run, setting.profile.costs());
  runner::Json load = run.workload->load;
  const double requests = std::max(
      static_cast<double>(setting.requests),
      run.cores * least_requests_per_core * static_cast<double>(setting.requests) / 20'000);
  const std::uint64_t connections = run.workload->connections(run.cores);
  load["threads"] = connections > 1 ? 2 : 1;
  load["connections"] = connections;
  load["duration"] = microseconds(requests / rate);
  load["warmup"] = microseconds(requests / rate / 5);
  load["seed"] = run.seed;
  if (!load.contains("body-size")) load["body-size"] = "1B";
  if (!run.load) {
    for (const char* open : {"arrivals", "skew"}) load.erase(open);
    return load;
  }
  load["rate"] = rate;
  if (!load.contains("arrivals")) load["arrivals"] = standard_arrivals;
  return load;
}

/// With a thread for each connection where a server needs one, and a trace as fast as it is to be.
RunInput input_of(const MappedRun& run, const MapSetting& setting) {
  RunInput input = read_input(planned(run, setting), Threads::as_are_needed);
  if (run.workload->traced) input.load.speed = speed_of(run, setting.profile.costs());
  return input;
}

/// Of a server whose only cost is demand, its connections shared out as the run's were.
std::optional<double> theory_p99(const MappedRun& run, RunInput input, const Figures& figures) {
  if (!run.load || run.workload->blocked_share > 0) return std::nullopt;
  input.setting.machine.costs = {};
  const std::size_t workers = input.setting.server.workers;
  std::vector<double> connections;
  for (std::size_t i = 0; i < workers; ++i) {
    connections.push_back(static_cast<double>(figures.threads[i].connections));
  }
  const auto expected = expected_of(input, shares_of(std::move(connections)));
  return expected ? expected->latency.p99_seconds : std::nullopt;
}

double in_seconds(std::int64_t ns) {
  return static_cast<double>(ns) * 1e-9;
}

/// From first to last measured, and the warm-up before it.
void add_threads(const RunInput& input, const Figures& figures, MappedFigures& mapped) {
  const std::size_t workers = input.setting.server.workers;
  const double lasted = in_seconds(figures.last_ns);
  std::uint64_t most = 0;
  std::uint64_t requests = 0;
  std::uint64_t connections = 0;
  std::int64_t busy_ns = 0;
  for (std::size_t i = 0; i < figures.threads.size(); ++i) {
    busy_ns += figures.threads[i].busy_ns;
    if (i >= workers) continue;
    most = std::max(most, figures.threads[i].requests);
    requests += figures.threads[i].requests;
    connections += figures.threads[i].connections;
  }
  mapped.workers = workers;
  mapped.busiest_over_mean = static_cast<double>(most * workers) / static_cast<double>(requests);
  mapped.utilization = std::min(1.0, in_seconds(busy_ns) / (lasted * input.setting.machine.cores));
  mapped.core_seconds_per_request = in_seconds(busy_ns) / static_cast<double>(requests);
  if (input.setting.model.has_acceptor()) {
    mapped.acceptor_busy = std::min(1.0, in_seconds(figures.threads[workers].busy_ns) / lasted);
  } else if (input.setting.model.accepts_in_turn()) {
    const double accept_seconds = input.setting.machine.costs.of(Event::accept) * 1e-9;
    mapped.acceptor_busy =
        std::min(1.0, static_cast<double>(connections) * accept_seconds / lasted);
  }
}

/// Where connections are shared, what was due and found none that was free before the load ended
/// waited at least as long as any that did; nobody else waited for longer.
void add_never_sent(const PlannedLoad& load, Figures& figures) {
  const auto end_ns = load.plan().deadline_ns();
  if (!end_ns || !load.plan().open_loop()) return;
  const std::uint64_t due = load.plan().measured_due_before(*end_ns);
  const std::uint64_t sent = figures.latency.count();
  if (due <= sent) return;
  figures.latency.record(sent == 0 ? *end_ns : figures.latency.max(), due - sent);
  figures.last_ns = std::max(figures.last_ns, *end_ns);
}

/// While the load lasts. A closed loop is slow to begin: those that it sent during the warm-up are
/// answered first, and count like any other.
class Answers {
 public:
  /// No more than the first `most` count.
  Answers(const loadgen::Plan& plan, std::uint64_t most)
      : from_ns_(plan.groups().front()->warmup_ns()),
        deadline_ns_(plan.deadline_ns()),
        most_(most) {}

  void add(const Answer& answer) noexcept {
    ended_ns_ = answer.answered_ns;
    if (answer.answered_ns < from_ns_ || (deadline_ns_ && answer.answered_ns > *deadline_ns_))
      return;
    if (count_ == most_) return;
    ++count_;
    last_ns_ = answer.answered_ns;
  }

  std::int64_t ended_ns() const noexcept { return ended_ns_; }

  double per_second() const noexcept {
    const double seconds = in_seconds(deadline_ns_.value_or(last_ns_) - from_ns_);
    return static_cast<double>(count_) / std::max(1e-9, seconds);
  }

 private:
  const std::int64_t from_ns_;
  const std::optional<std::int64_t> deadline_ns_;  // nothing: of a trace
  const std::uint64_t most_;
  std::uint64_t count_ = 0;
  std::int64_t last_ns_ = 0;
  std::int64_t ended_ns_ = 0;  // counted or not
};

/// 0: no samples.
std::int64_t slice_ns(const MappedRun& run, const PlannedLoad& load) {
  const auto lasts_ns = load.plan().deadline_ns();
  if (run.slices == 0 || !lasts_ns) return 0;
  return std::max<std::int64_t>(1, *lasts_ns / run.slices);
}

/// A trace that saturates has fewer and fewer connections that are not at their end, and some of
/// the workers have none left: what it does before it is half over counts.
std::uint64_t most_that_count(const MappedRun& run) {
  const bool saturates = run.workload->traced && !run.load;
  return saturates ? std::max<std::uint64_t>(1, run.workload->traced->requests / 2)
                   : std::numeric_limits<std::uint64_t>::max();
}

bool goes_by_loads(const MappedRun& run) {
  const auto part = [&](const char* choice) { return run.parts.at(choice).get<std::string>(); };
  if (!run.parts.empty()) {
    return reads_loads(
        parts_named(part("accept"), part("placement"), part("handoff"), part("afterwards")));
  }
  const StrategyRow* const row = find_strategy(run.strategy);
  return row != nullptr && row->parts && reads_loads(*row->parts);
}

double quantile_seconds(const Figures& figures, double share) {
  return in_seconds(static_cast<std::int64_t>(figures.latency.value_at(share)));
}

}  // namespace

runner::Json own_options(const MappedRun& run) {
  const std::optional<std::string>& delay = run.workload->placement_delay;
  if (!delay || !goes_by_loads(run)) return runner::Json::object();
  return {{"placement-delay", *delay}};
}

runner::PlannedRun planned(const MappedRun& run, const MapSetting& setting) {
  runner::PlannedRun planned;
  planned.name = planned.strategy = run.strategy;
  planned.server = run.workload->server;
  planned.server.update(run.parts);
  planned.server["threads"] = run.cores * run.workload->threads_per_core;
  planned.server["null"] = true;
  planned.server.update(own_options(run));
  planned.load = load_of(run, setting);
  runner::MachineSpec spec;
  spec.cores = run.cores;
  spec.profile = setting.profile;
  planned.machine = runner::RunMachine{spec, 1, planned.server, planned.load};
  return planned;
}

void check_mapped(const MappedRun& run, const MapSetting& setting) {
  input_of(run, setting);
}

MappedFigures simulate_mapped(const MappedRun& run, const MapSetting& setting) {
  RunInput input = input_of(run, setting);
  input.setting.server.blocked_share = run.workload->blocked_share;
  PlannedLoad load(input.load);
  Answers answers(load.plan(), most_that_count(run));
  input.setting.sample_ns = slice_ns(run, load);
  Figures figures =
      Simulation(input.setting).run(load, [&](const Answer& answer) { answers.add(answer); });
  add_never_sent(load, figures);
  // Of a short closed loop all that is answered may have been sent during the warm-up.
  if (!run.load) figures.last_ns = std::max(figures.last_ns, answers.ended_ns());
  if (run.load && figures.latency.count() == 0) {
    throw UsageError("{}: no request was answered", run.workload->name);
  }
  MappedFigures mapped;
  mapped.requests_per_second = answers.per_second();
  mapped.mean_seconds = figures.latency.mean() * 1e-9;
  mapped.p50_seconds = quantile_seconds(figures, 0.5);
  mapped.p99_seconds = quantile_seconds(figures, 0.99);
  mapped.p999_seconds = quantile_seconds(figures, 0.999);
  mapped.theory_p99_seconds = theory_p99(run, input, figures);
  mapped.idle_while_queued = figures.idle_while_queued;
  add_threads(input, figures, mapped);
  if (input.setting.sample_ns > 0) {
    mapped.busy_over_time =
        busy_over_time(std::span(figures.threads).first(input.setting.server.workers),
                       input.setting.sample_ns, run.slices);
  }
  return mapped;
}

}  // namespace dispatchbench::simulator
