#include "simulator/runs/set_beside.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/command_line.hpp"
#include "simulator/runs/simulated_run.hpp"

namespace dispatchbench::simulator {
namespace {

constexpr double most_times_measured = 4;
constexpr double many_answers = 5e6;  // to simulate: some seconds

std::vector<double> connection_shares(const runner::MeasuredRun& run) {
  std::vector<double> connections;
  for (const auto& worker : run.server.report->workers) {
    connections.push_back(worker.connections.value_or(0));
  }
  return shares_of(std::move(connections));
}

/// The workers of those connections whose worker no answer told: each worker had so many more
/// connections than are known of it. Where there are several such workers, which connection had
/// which is not known, and they are taken in order; where some were never opened, nothing is known.
std::vector<std::uint32_t> untold_workers(const runner::MeasuredRun& measured) {
  const auto& workers = measured.server.report->workers;
  std::vector<double> told(workers.size());
  std::size_t silent = 0;
  for (const runner::SlotReport& slot : measured.load.report->slots) {
    if (!slot.worker) ++silent;
    if (slot.worker && *slot.worker < told.size()) told[*slot.worker] += 1;
  }
  std::vector<std::uint32_t> untold;
  for (std::uint32_t worker = 0; worker < workers.size(); ++worker) {
    const double more = workers[worker].connections.value_or(0) - told[worker];
    untold.insert(untold.end(), static_cast<std::size_t>(std::max(more, 0.0)), worker);
  }
  return untold.size() == silent ? untold : std::vector<std::uint32_t>(silent, none);
}

/// The worker of each connection, if they were kept and the load generator was told, `none` where
/// it was not; otherwise nothing.
std::vector<std::uint32_t> workers_in(const runner::MeasuredRun& measured, const RunInput& input) {
  const auto untold = untold_workers(measured);
  auto next_untold = untold.begin();
  std::vector<std::uint32_t> workers;
  for (const runner::SlotReport& slot : measured.load.report->slots) {
    const bool answered = slot.requests > 0;
    if (answered && !slot.worker) return {};
    workers.push_back(slot.worker ? *slot.worker : *next_untold++);
    if (workers.back() != none && workers.back() >= input.setting.server.workers) return {};
  }
  const bool kept = input.load.requests_per_connection == 0;
  return kept && workers.size() == input.setting.connections ? workers
                                                             : std::vector<std::uint32_t>();
}

/// Connections come to the workers that they came to there, by hash or dealt, where they stay.
void place_as(const runner::MeasuredRun& measured, RunInput& input) {
  const std::optional<Parts>& parts = input.server.parts;
  if (!parts || parts->afterwards->make != nullptr) return;
  ServerSetting& server = input.setting.server;
  (parts->placement->chooses ? server.dealt : server.hashed) = workers_in(measured, input);
}

/// A closed loop that lasts for a time asks for as much as it is given, and cores that cost next to
/// nothing give without end.
void refuse_what_the_machine_limited(const RunInput& input, double measured_requests) {
  const double possible = most_answers(input);
  if (possible <= std::max(many_answers, most_times_measured * measured_requests)) return;
  throw UsageError(
      "emulated cores could answer {:.0f} requests, and the machine answered {:.0f}: "
      "it was the limit",
      possible, measured_requests);
}

/// Simulates a run that was measured, and adds both to its row.
void set_run_beside(const runner::PlannedRun& planned, const runner::MeasuredRun& measured,
                    BesideRow& row) {
  RunInput input = read_input(planned);
  refuse_what_the_machine_limited(input,
                                  static_cast<double>(measured.load.report->latency.count()));
  place_as(measured, input);
  const runner::MeasuredRun simulated = simulate(planned, input, measured.experiment);
  if (row.runs++ == 0) {
    row.expected = expected_of(input, connection_shares(simulated));
    row.ideals = ideals_of(input);
  }
  row.measured.merge(measured.load.report->latency);
  row.simulated.merge(simulated.load.report->latency);
  row.p99_by_run.push_back({measured.load.report->latency.value_at(0.99).value_or(0),
                            simulated.load.report->latency.value_at(0.99).value_or(0)});
}

std::vector<BesideRow> rows_of(const runner::Experiment& experiment) {
  std::vector<BesideRow> rows;
  for (const runner::Combination& combination : runner::combinations_of(experiment)) {
    BesideRow& row = rows.emplace_back();
    row.name = combination.row.name;
    row.point = combination.point;
  }
  return rows;
}

BesideRow& row_of(const runner::RunId& run, std::vector<BesideRow>& rows) {
  return *std::find_if(rows.begin(), rows.end(), [&](const BesideRow& row) {
    return row.name == run.name && row.point == run.point;
  });
}

void note_why(const std::string& name, const char* why, std::vector<WithoutModel>& without) {
  const bool known = std::any_of(without.begin(), without.end(),
                                 [&](const WithoutModel& row) { return row.name == name; });
  if (!known) without.push_back({name, why});
}

}  // namespace

Beside set_beside(const runner::ResultsFolder& folder, const runner::Experiment& experiment,
                  const runner::Plan& plan, const std::function<void()>& before_each) {
  Beside beside;
  beside.rows = rows_of(experiment);
  for (const runner::PlannedRun& planned : plan.runs) {
    if (before_each) before_each();
    const auto measured = folder.read_run(planned);
    if (!measured || !measured->ok() || measured->load.report->latency.count() == 0) continue;
    try {
      set_run_beside(planned, *measured, row_of(planned, beside.rows));
    } catch (const UsageError& error) {
      note_why(planned.name, error.what(), beside.without_model);
    }
  }
  std::erase_if(beside.rows,
                [](const BesideRow& row) { return row.runs == 0 || row.simulated.count() == 0; });
  return beside;
}

}  // namespace dispatchbench::simulator
