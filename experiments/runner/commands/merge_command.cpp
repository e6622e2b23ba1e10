#include <cstdio>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/each.hpp"
#include "base/json_text.hpp"
#include "base/output.hpp"
#include "experiments/runner/analysis/merge.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/report/merged_table.hpp"

namespace dispatchbench::runner {
namespace {

constexpr int not_of_one_experiment = 3;

std::string merge_usage() {
  return "usage: bench merge DIR DIR… [options]\n"
         "Each DIR is the folder of a run of one experiment, or its summary.json, each of another\n"
         "machine. Shows them side by side: every figure, ratio and tier is that of one machine's\n"
         "own rounds, and nothing is pooled.\n\n"
         "exit code: 0 merged; 3 not runs of one experiment (it says what differs); 2 misuse.\n";
}

OptionTable merge_options() {
  return {{.name = "output",
           .letter = 'o',
           .kind = OptionKind::file,
           .standard = "merged.json",
           .help = "write them there too, as JSON"}};
}

std::vector<FinishedRun> runs_in(const std::vector<std::string>& folders) {
  if (folders.size() < 2) {
    throw UsageError("merge: expected the folders of two runs or more; see --help");
  }
  return each(folders, read_finished_run);
}

int merge_runs(const OptionValues& values) {
  const auto runs = runs_in(values.arguments());
  refuse_same_twice(runs);
  const auto file = file_option("output", values.text("output"));
  const auto reasons = differences_of_work(runs);
  if (!reasons.empty()) {
    fmt::print(stderr, "bench merge: not runs of one experiment:\n");
    for (const std::string& reason : reasons) fmt::print(stderr, "  {}\n", reason);
    return not_of_one_experiment;
  }
  const Merged merged = merge(runs);
  fmt::print(is_standard_output(file) ? stderr : stdout, "{}", side_by_side(merged));
  write_output(file, json_text(Json(merged), 2) + "\n");
  return 0;
}

}  // namespace

const Command merge_command{"merge",     "show runs of several machines side by side",
                            merge_usage, merge_options,
                            any_number,  merge_runs};

}  // namespace dispatchbench::runner
