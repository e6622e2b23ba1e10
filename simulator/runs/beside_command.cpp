// simulate --beside DIR: a finished run of bench, simulated again, row by row.
#include <fmt/format.h>

#include "base/atomic_file.hpp"
#include "base/command_line.hpp"
#include "base/standard_streams.hpp"
#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/run/provenance.hpp"
#include "simulator/runs/beside.hpp"
#include "simulator/runs/simulate_command.hpp"
#include "simulator/runs/simulated_run.hpp"

namespace dispatchbench::simulator {
namespace {

std::vector<double> connection_shares(const runner::MeasuredRun& run) {
  double all = 0;
  for (const auto& worker : run.server.report->workers) all += worker.connections.value_or(0);
  std::vector<double> shares;
  for (const auto& worker : run.server.report->workers) {
    shares.push_back(worker.connections.value_or(0) / all);
  }
  return shares;
}

/// Where the kernel's hash put the connections, if they were kept and the load generator was told;
/// the simulator draws otherwise.
std::vector<std::uint32_t> hashed_in(const runner::MeasuredRun& measured, const RunInput& input) {
  std::vector<std::uint32_t> workers;
  for (const runner::SlotReport& slot : measured.load.report->slots) {
    const bool used = slot.requests > 0;
    if (used && slot.worker.value_or(none) >= input.setting.server.workers) return {};
    workers.push_back(slot.worker.value_or(0));
  }
  const bool kept = input.load.requests_per_connection == 0;
  return kept && workers.size() == input.setting.connections ? workers
                                                             : std::vector<std::uint32_t>();
}

void set_beside(const runner::PlannedRun& planned, const runner::MeasuredRun& measured,
                Beside& beside) {
  RunInput input = read_input(planned);
  input.setting.server.hashed = hashed_in(measured, input);
  const runner::MeasuredRun simulated = simulate(planned, input, measured.experiment);
  BesideRow& row = beside.row_of(planned);
  if (row.runs++ == 0) row.expected = expected_of(input, connection_shares(simulated));
  row.measured.merge(measured.load.report->latency);
  row.simulated.merge(simulated.load.report->latency);
}

}  // namespace

int simulate_beside(const OptionValues& values) {
  const auto folder = runner::ResultsFolder::open(values.text("beside"));
  const runner::Manifest manifest = folder.manifest();
  if (manifest.simulated) values.refuse("beside", "a run that was measured, not simulated");
  const runner::Programs programs = runner::find_programs(text_of(values, "bin"));
  const runner::Sizing sizing = runner::sizing_of(manifest);
  const runner::Experiment experiment = runner::narrowed(
      runner::parse_experiment(manifest.spec, runner::read_catalog(programs)), sizing.only);
  Beside beside;
  for (const runner::PlannedRun& planned : runner::make_plan(experiment, sizing).runs) {
    const auto measured = folder.read_run(planned);
    if (measured && measured->ok()) set_beside(planned, *measured, beside);
  }
  if (beside.rows.empty()) values.refuse("beside", "a folder with a finished run in runs/");
  write_file_atomically(folder.path() / "theory.json", to_json(beside).dump(1) + "\n");
  print_if_possible(stdout, "{}", table_of(beside));
  return 0;
}

}  // namespace dispatchbench::simulator
