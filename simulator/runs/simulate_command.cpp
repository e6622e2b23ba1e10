#include "simulator/runs/simulate_command.hpp"

#include <cstdio>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/output.hpp"
#include "base/standard_streams.hpp"
#include "experiments/runner/analysis/summary.hpp"
#include "experiments/runner/process/machine.hpp"
#include "experiments/runner/report/table.hpp"
#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/run/progress.hpp"
#include "experiments/runner/run/provenance.hpp"
#include "experiments/runner/spec/sizing_options.hpp"
#include "simulator/runs/dump.hpp"
#include "simulator/runs/simulated_run.hpp"

namespace dispatchbench::simulator {
namespace fs = std::filesystem;
namespace {

/// Where to write every request; checked before anything is simulated.
std::optional<fs::path> dump_file(const OptionValues& values) {
  if (!values.has("dump")) return std::nullopt;
  return file_option("dump", values.text("dump"));
}

/// Refuses what has no model before a folder is made.
void check_all(const runner::Plan& plan) {
  for (const runner::PlannedRun& run : plan.runs) {
    if (run.round == 1) read_input(run);
  }
}

struct Simulated {
  std::vector<runner::MeasuredRun> runs;
  Dump dump;
};

Simulated simulate_all(const runner::Plan& plan, const runner::Experiment& experiment,
                       const runner::ResultsFolder& folder, bool dumps, std::FILE* out) {
  Simulated simulated;
  runner::Progress progress(plan, *experiment.compare, out);
  for (const runner::PlannedRun& planned : plan.runs) {
    progress.began(planned);
    Simulation::OnAnswer on_answer;
    if (dumps) {
      simulated.dump.begin_run(planned.index);
      on_answer = [&](const Answer& answer) { simulated.dump.add(answer); };
    }
    runner::MeasuredRun run = simulate(planned, read_input(planned), experiment.name, on_answer);
    folder.write_run(run);
    runner::forget_documents(run);
    progress.ended(planned, run);
    simulated.runs.push_back(std::move(run));
  }
  return simulated;
}

/// A measured run's "latest" stays what it is.
fs::path folder_for(const OptionValues& values, const std::string& experiment) {
  const std::string output = values.text_or_empty("output");
  return output.empty() ? runner::new_run_path(experiment + "-simulated") : fs::path(output);
}

}  // namespace

OptionTable simulate_options() {
  using enum OptionKind;
  OptionTable table{
      folder_option("output", 'o',
                    "the folder for the results (else results/<experiment>-simulated/<time>)"),
      runner::only_option("simulate"),
      folder_option(
          "beside", 0,
          "no experiment: set the measured run in DIR beside the simulated one and theory"),
      {.name = "dump",
       .kind = text,
       .value = "FILE",
       .noun = "a file",
       .help = "write every request there too, a line of CSV each"}};
  for (Option& option : runner::sizing_options("simulate")) table.push_back(std::move(option));
  return table;
}

std::string simulate_usage() {
  return "usage: simulate EXPERIMENT [options]\n"
         "       simulate --beside DIR\n"
         "EXPERIMENT is a file, or a name from bench list. Same seeds as bench run EXPERIMENT.\n";
}

int simulate_experiment(const OptionValues& values) {
  if (values.has("beside")) return simulate_beside(values);
  if (values.arguments().empty()) {
    throw UsageError("simulate: expected an experiment; bench list shows them");
  }
  const fs::path file =
      runner::find_experiment(values.arguments().front(), runner::experiments_folder());
  const runner::Programs programs = runner::find_programs(values.text_or_empty("bin"));
  const runner::Catalog catalog = runner::read_catalog(programs);
  const runner::Sizing sizing = runner::sizing_from(values);
  const runner::Experiment experiment = runner::narrowed(
      runner::parse_experiment(runner::read_experiment_file(file), catalog, file), sizing.only);
  const runner::Plan plan = runner::make_plan(experiment, sizing);
  check_all(plan);
  const auto dump = dump_file(values);
  const runner::Machine machine = runner::describe_machine();
  const auto folder = runner::ResultsFolder::create(folder_for(values, experiment.name));
  runner::Manifest manifest =
      runner::make_manifest(file, experiment, sizing, plan, catalog.strategies, programs, machine);
  manifest.simulated = true;
  folder.write_manifest(manifest);
  std::FILE* const out = dump && is_standard_output(*dump) ? stderr : stdout;
  const Simulated simulated = simulate_all(plan, experiment, folder, dump.has_value(), out);
  runner::Runs runs;
  for (const runner::MeasuredRun& run : simulated.runs) runs.push_back(&run);
  const runner::Summary summary = runner::summarize(experiment, plan, machine, runs);
  folder.write_summary(summary, runner::table_of(summary));
  if (dump) write_output(*dump, simulated.dump.text());
  print_if_possible(out, "\n{}results in {}\n", runner::table_of(summary), folder.path().string());
  return 0;
}

}  // namespace dispatchbench::simulator
