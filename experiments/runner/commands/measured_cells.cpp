#include "experiments/runner/commands/measured_cells.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/json_text.hpp"
#include "base/output.hpp"
#include "experiments/runner/analysis/summary.hpp"
#include "experiments/runner/map/checks.hpp"
#include "experiments/runner/process/machine.hpp"
#include "experiments/runner/report/table.hpp"
#include "experiments/runner/run/kept_run.hpp"
#include "experiments/runner/run/provenance.hpp"
#include "simulator/map/measurable.hpp"
#include "simulator/map/measured_panel.hpp"
#include "simulator/runs/set_beside.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;

/// The cells of one workload.
struct MeasuredCells::Panel {
  std::vector<Cell> cells;  ///< simulated; empty before
  Experiment experiment;
  Plan plan;
};

namespace {

// Below the map's folder.

fs::path experiment_file(const std::string& name) {
  return fs::path("experiments") / (name + ".json");
}

/// Of an experiment that is the same, or one that is free: another time others may be measured.
fs::path result_folder(const fs::path& map, const std::string& name, const Json& spec) {
  for (unsigned number = 1;; ++number) {
    fs::path folder =
        fs::path("measured") / (number == 1 ? name : fmt::format("{}-again-{}", name, number));
    const fs::path manifest = map / folder / "manifest.json";
    if (!fs::exists(manifest) || same_content(read_manifest(manifest).spec, spec)) return folder;
  }
}

const Cell* cell_of(const std::vector<Cell>& cells, const std::string& strategy) {
  const auto found = std::ranges::find(cells, strategy, &Cell::strategy);
  return found == cells.end() ? nullptr : &*found;
}

std::vector<P99Pair> p99_of(const simulator::Beside& beside, const std::string& strategy) {
  const auto row = std::ranges::find(beside.rows, strategy, &simulator::BesideRow::name);
  return row == beside.rows.end() ? std::vector<P99Pair>() : row->p99_by_run;
}

Runs good_runs(const std::vector<MeasuredRun>& runs, const std::string& strategy) {
  Runs good;
  for (const MeasuredRun& run : runs) {
    if (run.ok() && run.strategy == strategy) good.push_back(&run);
  }
  return good;
}

}  // namespace

MeasuredCells::MeasuredCells(const simulator::MapToMake& map)
    : map_(map),
      possible_(simulator::measurable(map_.plan.strategies)),
      programs_(find_programs("")),
      catalog_(read_catalog(programs_)),
      machine_(describe_machine()) {
  for (const Workload& workload : map_.workloads) panel_of(workload, possible_);
}

MeasuredCells::Panel MeasuredCells::panel_of(const Workload& workload,
                                             const std::vector<std::string>& strategies) const {
  const Json spec = simulator::experiment_of(workload, strategies, map_);
  const auto file = map_.folder / experiment_file(spec.at("name").get<std::string>());
  Panel panel;
  panel.experiment = parse_experiment(spec, catalog_, file);
  panel.experiment.spec = spec;
  panel.plan = make_plan(panel.experiment, {});
  return panel;
}

/// As many as there will be: which ones is known when they are simulated.
std::vector<std::string> MeasuredCells::before_simulation() const {
  const auto& chosen = map_.plan.measured->strategies;
  if (!chosen.empty()) return chosen;
  std::vector<Cell> any(possible_.size());
  for (std::size_t i = 0; i < any.size(); ++i) any[i].strategy = possible_[i];
  return cells_to_check(any);
}

MeasuredCells::Size MeasuredCells::size() const {
  Size all;
  const auto strategies = before_simulation();
  for (const Workload& workload : map_.workloads) {
    const Panel panel = panel_of(workload, strategies);
    all.cells += strategies.size();
    all.runs += panel.plan.runs.size();
    all.seconds += panel.plan.estimate_seconds();
  }
  return all;
}

std::vector<Cell> MeasuredCells::simulated(const Workload& workload) const {
  std::vector<Cell> cells;
  for (const std::string& strategy : possible_) {
    const unsigned cores = map_.plan.measured->cores;
    if (auto cell = kept_cell(map_.folder, strategy, workload.name, cores)) {
      cells.push_back(std::move(*cell));
    }
  }
  return cells;
}

std::vector<MeasuredCells::Panel> MeasuredCells::panels() const {
  std::vector<Panel> all;
  for (const Workload& workload : map_.workloads) {
    std::vector<Cell> cells = simulated(workload);
    const auto& chosen = map_.plan.measured->strategies;
    all.push_back(panel_of(workload, chosen.empty() ? cells_to_check(cells) : chosen));
    all.back().cells = std::move(cells);
  }
  return all;
}

std::size_t MeasuredCells::measure(
    Interrupt& interrupt, const std::function<void(std::size_t, std::size_t)>& progress) const {
  const std::vector<Panel> all = panels();
  std::size_t runs = 0;
  std::size_t done = 0;
  std::size_t failed = 0;
  for (const Panel& panel : all) runs += panel.plan.runs.size();
  Watch watch(interrupt, [&] { progress(done, runs); });
  for (const Panel& panel : all) {
    measure(panel, watch, [&](bool ok) {
      failed += ok ? 0 : 1;
      progress(++done, runs);
    });
  }
  return failed;
}

/// One that is there was begun by the same map, whose programs are the same.
ResultsFolder MeasuredCells::folder_of(const Panel& panel) const {
  const std::string& name = panel.experiment.name;
  const fs::path path = map_.folder / result_folder(map_.folder, name, panel.experiment.spec);
  if (fs::exists(path / "manifest.json")) {
    ResultsFolder folder = ResultsFolder::open(path);
    refuse_if_changed(folder.manifest(), panel.experiment.spec, identities_of(programs_), machine_);
    folder.take_over();
    return folder;
  }
  const fs::path file = map_.folder / experiment_file(path.filename().string());
  fs::create_directories(file.parent_path());
  write_output(file, json_text(panel.experiment.spec, 1) + "\n");
  fs::create_directories(path.parent_path());
  ResultsFolder folder = ResultsFolder::create(path);
  folder.write_manifest(make_manifest(file, panel.experiment, {}, panel.plan, catalog_.strategies,
                                      programs_, machine_));
  return folder;
}

void MeasuredCells::measure(const Panel& panel, Watch& watch,
                            const std::function<void(bool)>& ran) const {
  const ResultsFolder folder = folder_of(panel);
  try {
    for (const PlannedRun& run : panel.plan.runs) {
      ran(goes_well(run, panel.experiment, folder, watch));
    }
  } catch (...) {
    folder.remove_work();
    throw;
  }
  conclude(panel, folder, watch);
}

bool MeasuredCells::goes_well(const PlannedRun& planned, const Experiment& experiment,
                              const ResultsFolder& folder, Watch& watch) const {
  const auto earlier = folder.read_run(planned);
  if (earlier && earlier->ok()) return true;
  watch.check();
  return measure_and_keep(planned, experiment, programs_, folder, earlier ? &*earlier : nullptr,
                          nullptr, watch)
      .ok();
}

void MeasuredCells::conclude(const Panel& panel, const ResultsFolder& folder, Watch& watch) const {
  const std::vector<MeasuredRun> runs = read_runs(folder.path());
  Runs all;
  for (const MeasuredRun& run : runs) all.push_back(&run);
  const Summary summary = summarize(panel.experiment, panel.plan, machine_, all);
  folder.write_summary(summary, table_of(summary));
  const auto beside =
      simulator::set_beside(folder, panel.experiment, panel.plan, [&watch] { watch.check(); });
  if (!beside.rows.empty()) simulator::write_beside(folder, beside);
  for (const Row& row : panel.experiment.rows) {
    const Runs good = good_runs(runs, row.strategy);
    const Cell* const cell = cell_of(panel.cells, row.strategy);
    if (good.empty() || cell == nullptr) continue;
    CellCheck check = check_of(good, p99_of(beside, row.strategy));
    check.load = map_.plan.reference_load;
    check.result = fs::relative(folder.path(), map_.folder).string();
    keep_check(check, *cell, map_.folder);
  }
}

}  // namespace dispatchbench::runner
