#include "experiments/runner/commands/commands.hpp"

#include <array>

namespace dispatchbench::runner {

std::span<const Command> commands() {
  static constexpr std::array table{
      Command{"run", "measure an experiment", run_command},
      Command{"summarize", "write the summary of an earlier run anew from its runs",
              summarize_command},
      Command{"list", "show the experiments, their runs and how long they take", list_command},
      Command{"compare", "say what changed between two runs of an experiment", compare_command},
      Command{"export", "write a run's results in the format of another tool", export_command},
      Command{"verdict", "hold published claims against results", verdict_command},
  };
  return table;
}

}  // namespace dispatchbench::runner
