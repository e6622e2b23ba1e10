// simulate --beside DIR: a finished run of bench, simulated again, row by row.
#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/standard_streams.hpp"
#include "experiments/runner/run/provenance.hpp"
#include "simulator/runs/set_beside.hpp"
#include "simulator/runs/simulate_command.hpp"

namespace dispatchbench::simulator {

int simulate_beside(const OptionValues& values) {
  const auto folder = runner::ResultsFolder::open(values.text("beside"));
  const runner::Manifest manifest = folder.manifest();
  if (manifest.simulated) values.refuse("beside", "a run that was measured, not simulated");
  const runner::Programs programs = runner::find_programs(values.text_or_empty("bin"));
  const runner::Sizing sizing = runner::sizing_of(manifest);
  const runner::Experiment experiment =
      runner::narrowed(runner::parse_experiment(manifest.spec, runner::read_catalog(programs),
                                                manifest.experiment_file),
                       sizing.only);
  const Beside beside = set_beside(folder, experiment, runner::make_plan(experiment, sizing));
  if (!beside.rows.empty()) {
    write_beside(folder, beside);
    print_if_possible(stdout, "{}", table_of(beside));
    return 0;
  }
  if (beside.without_model.empty())
    values.refuse("beside", "a folder with a finished run in runs/");
  throw UsageError(beside.without_model.front().why);
}

}  // namespace dispatchbench::simulator
