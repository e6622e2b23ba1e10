#include "simulator/runs/reports.hpp"

#include <algorithm>
#include <span>
#include <string_view>

#include "loadgen/load_window.hpp"
#include "loadgen/report.hpp"
#include "simulator/runs/simulated_run.hpp"

namespace dispatchbench::simulator {
namespace {

using runner::Json;

double seconds(std::int64_t ns) {
  return static_cast<double>(ns) * 1e-9;
}

Json worker_row(const Thread& thread, std::size_t index) {
  return {{"index", index},
          {"connections", thread.connections},
          {"requests", thread.requests},
          {"bytes", thread.bytes},
          {"busy_seconds", seconds(thread.busy_ns)},
          {"cpu_seconds", nullptr},
          {"emulated_seconds", seconds(thread.busy_ns)},
          {"wakeups", thread.wakeups},
          {"steals", thread.steals},
          {"voluntary_switches", nullptr},
          {"involuntary_switches", nullptr}};
}

/// The share of each sample in which it was busy; all workers have as many samples.
Json busy_row(const Thread& thread, std::size_t samples, std::int64_t sample_ns) {
  Json row = Json::array();
  for (std::size_t i = 0; i < samples; ++i) {
    const std::int64_t busy = i < thread.busy_in.size() ? thread.busy_in[i] : 0;
    row.push_back(static_cast<double>(busy) / static_cast<double>(sample_ns));
  }
  return row;
}

Json timeline(const std::vector<Thread>& threads, std::size_t workers, std::int64_t sample_ns) {
  std::size_t samples = 0;
  for (std::size_t i = 0; i < workers; ++i) {
    samples = std::max(samples, threads[i].busy_in.size());
  }
  Json busy = Json::array();
  for (std::size_t i = 0; i < workers; ++i) {
    busy.push_back(busy_row(threads[i], samples, sample_ns));
  }
  return {{"start_ns", epoch_ns},
          {"interval_ns", sample_ns},
          {"busy", std::move(busy)},
          {"connections", Json::array()},
          {"bytes", Json::array()}};
}

Json other_threads_row(std::string_view name, std::span<const Thread> threads) {
  std::int64_t busy_ns = 0;
  for (const Thread& thread : threads) busy_ns += thread.busy_ns;
  return {{"name", name},
          {"threads", threads.size()},
          {"cpu_seconds", 0.0},
          {"emulated_seconds", seconds(busy_ns)}};
}

Json other_threads(const SimulationSetting& setting, const std::vector<Thread>& threads) {
  std::span<const Thread> others = std::span(threads).subspan(setting.server.workers);
  Json rows = Json::array();
  if (setting.model.has_acceptor()) {
    rows.push_back(other_threads_row("acceptor", others.first(1)));
    others = others.subspan(1);
  }
  if (!others.empty()) {
    rows.push_back(other_threads_row(setting.model.others_called(), others));
  }
  return rows;
}

/// Nothing was late but for the server.
loadgen::LoadResult result_of(const RunInput& input, const loadgen::Plan& plan,
                              const Figures& figures, const loadgen::Figures& recorded) {
  loadgen::LoadResult result;
  result.figures = recorded;
  const bool tells_slots = input.setting.connections <= most_slots_told;
  result.figures.slots.resize(tells_slots ? input.setting.connections : 0);
  result.figures.connections = figures.connections;
  for (std::size_t i = 0; i < input.setting.server.workers; ++i) {
    result.figures.workers[std::to_string(i)] = figures.threads[i].requests;
  }
  result.planned = plan.planned();
  const std::int64_t last_ns = epoch_ns + figures.last_ns;
  result.window = loadgen::window_of(input.load, plan, {.start_ns = epoch_ns, .over_ns = last_ns},
                                     {epoch_ns + figures.first_ns, last_ns, last_ns});
  result.measured_from_ns = epoch_ns + input.load.warmup.count();
  result.warmup_seconds = seconds(input.load.warmup.count());
  if (!plan.open_loop()) return result;
  result.due = plan.measured_due_before(result.window.end_ns - epoch_ns);
  result.sending_seconds = seconds(plan.planned_ns());
  result.asked_per_second =
      static_cast<double>(result.planned.value_or(0)) / std::max(1e-9, result.sending_seconds);
  return result;
}

}  // namespace

runner::ServerReport server_report(const RunInput& input, const Figures& figures) {
  const std::size_t workers = input.setting.server.workers;
  Json rows = Json::array();
  for (std::size_t i = 0; i < workers; ++i) rows.push_back(worker_row(figures.threads[i], i));
  Json report{{"schema_version", runner::schema_version},
              {"strategy", input.server.strategy->name},
              {"backend", input.server.backend->name},
              {"threads", input.server.threads},
              {"options", to_json(input.server)},
              {"started_ns", epoch_ns},
              {"stopped_ns", epoch_ns + figures.last_ns},
              {"workers", std::move(rows)},
              {"other_threads", other_threads(input.setting, figures.threads)},
              {"dispatch_delay", Json::object()},
              {"timeline", timeline(figures.threads, workers, input.setting.sample_ns)}};
  return runner::with_document<runner::ServerReport>(std::move(report));
}

runner::LoadReport load_report(const RunInput& input, const loadgen::Plan& plan,
                               const Figures& figures, const loadgen::Figures& recorded) {
  Json report = loadgen::load_json(input.load, result_of(input, plan, figures, recorded));
  return runner::with_document<runner::LoadReport>(std::move(report));
}

}  // namespace dispatchbench::simulator
