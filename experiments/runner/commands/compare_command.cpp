#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "experiments/runner/analysis/comparison.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/report/columns.hpp"

namespace dispatchbench::runner {
namespace {

constexpr int not_comparable = 3;

std::string compare_usage() {
  return "usage: bench compare BASE NEW [options]\n"
         "BASE and NEW are the folders of two runs of one experiment on one machine, or their\n"
         "summary.json. Says for every row whether requests/s changed by more than the threshold.\n"
         "The two are not paired: a slow hour of the machine looks like a slower program, so run\n"
         "both again where that matters.\n\n"
         "exit code: 0 compared; 3 not comparable (it says what differs); 2 misuse.\n"
         "With --fail-on-regression: 0 no regression, 1 a regression, 3 cannot tell or not "
         "comparable.\n";
}

OptionTable compare_options() {
  return {{.name = "noise-threshold",
           .kind = OptionKind::percent,
           .standard = "1%",
           .least = "0%",
           .most = "99.9%",
           .help = "the change of requests/s that does not matter"},
          {.name = "fail-on-regression",
           .help = "let the exit code say whether anything became slower"}};
}

std::string words_of(Change change, double threshold) {
  switch (change) {
    case Change::same_runs:
      return "the same runs";
    case Change::faster:
      return "faster";
    case Change::slower:
      return "slower";
    case Change::no_difference:
      return fmt::format("no difference beyond {:g} %", threshold * 100);
    case Change::not_slower:
      return "cannot tell (not slower)";
    case Change::not_faster:
      return "cannot tell (not faster)";
    case Change::cannot_tell:
      break;
  }
  return "cannot tell";
}

std::string table_of(const Comparison& comparison, double threshold) {
  std::vector<Line> lines{{"row", "base requests/s", "new requests/s", "new/base", "verdict"}};
  for (const RowChange& row : comparison.rows) {
    std::string ratio = fmt::format("{:.3f}", row.ratio.median);
    if (row.ratio.low) ratio += fmt::format(" ({:.3f}–{:.3f})", *row.ratio.low, *row.ratio.high);
    lines.push_back({row.label, fmt::format("{:.1f}", row.base), fmt::format("{:.1f}", row.next),
                     ratio, words_of(row.change, threshold)});
  }
  return laid_out(lines);
}

void print_notes(const FinishedRun& base, const FinishedRun& next, const Comparison& comparison) {
  const Json after = next.summary.machine.build;
  const Json before = base.summary.machine.build;
  for (const auto& [key, value] : before.items()) {
    if (value == after.at(key)) continue;
    fmt::print("{}: {} against {}\n", key, value.dump(), after.at(key).dump());
  }
  for (const FinishedRun* run : {&base, &next}) {
    if (run->manifest) continue;
    fmt::print("{}: no manifest.json, so the options were not compared\n", run->folder.string());
  }
  if (!comparison.only_in_base.empty()) {
    fmt::print("only in BASE: {}\n", fmt::join(comparison.only_in_base, ", "));
  }
  if (!comparison.only_in_next.empty()) {
    fmt::print("only in NEW: {}\n", fmt::join(comparison.only_in_next, ", "));
  }
  for (const RowChange& row : comparison.rows) {
    if (row.ratio.low) continue;
    fmt::print("no interval where a run has too few rounds: {} in each are needed\n",
               comparison.runs_needed);
    break;
  }
}

int refuse_to_compare(const std::vector<std::string>& reasons) {
  fmt::print(stderr, "bench compare: not comparable:\n");
  for (const std::string& reason : reasons) fmt::print(stderr, "  {}\n", reason);
  return not_comparable;
}

int conclude(const Comparison& comparison, bool fail_on_regression) {
  const Outlook outlook = outlook_of(comparison);
  fmt::print("{}\n", outlook == Outlook::regression      ? "regression"
                     : outlook == Outlook::no_regression ? "no regression"
                                                         : "cannot tell whether there is a "
                                                           "regression: more rounds or a higher "
                                                           "--noise-threshold would");
  if (!fail_on_regression || outlook == Outlook::no_regression) return 0;
  return outlook == Outlook::regression ? 1 : not_comparable;
}

int compare_two(const OptionValues& values) {
  const double threshold = values.percent("noise-threshold");
  const auto runs = values.arguments();
  if (runs.size() != 2) {
    throw UsageError("bench compare: expected two runs, BASE and NEW; see --help");
  }
  const FinishedRun base = read_finished_run(runs[0]);
  const FinishedRun next = read_finished_run(runs[1]);
  const auto reasons = differences(base, next);
  if (!reasons.empty()) return refuse_to_compare(reasons);
  const Comparison comparison = compare(base.summary, next.summary, threshold);
  if (comparison.rows.empty()) return refuse_to_compare({"no row was measured in both"});
  fmt::print("{}", table_of(comparison, threshold));
  print_notes(base, next, comparison);
  return conclude(comparison, values.has("fail-on-regression"));
}

}  // namespace

const Command compare_command{"compare",
                              "say what changed between two runs of an experiment",
                              compare_usage,
                              compare_options,
                              2,
                              compare_two};

}  // namespace dispatchbench::runner
