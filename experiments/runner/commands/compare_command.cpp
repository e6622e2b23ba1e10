#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "base/units.hpp"
#include "experiments/runner/analysis/comparison.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/report/columns.hpp"

namespace dispatchbench::runner {
namespace {

constexpr int not_comparable = 3;

std::string compare_usage() {
  return R"(usage: bench compare BASE NEW [options]
BASE and NEW are the folders of two runs of one experiment on one machine, or their
summary.json. Says for every row whether what the experiment compares (requests/s, in an
open loop the p99 latency), and the p99 latency beside it, changed by more than the
threshold. Round i of a run draws its load from the experiment's seed plus i: where the
seeds are the same and there are rounds enough, ratios are taken round by round, else of
all runs to all. In either case a slow hour of the machine looks like a slower program, so
run both again where that matters.

exit code: 0 compared; 3 not comparable (it says what differs); 2 misuse.
With --fail-on-regression: 0 no regression, 1 a regression, or a row of which every run fails in
NEW, 3 cannot tell or not comparable.
)";
}

OptionTable compare_options() {
  return {{.name = "noise-threshold",
           .kind = OptionKind::percent,
           .standard = "1%",
           .least = "0%",
           .most = "99.9%",
           .help = "the change that does not matter; of a percentile at least 1.6 %"},
          {.name = "fail-on-regression",
           .help = "let the exit code say whether anything became slower, or fails"}};
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

std::string ratio_in(const FigureChange& figure) {
  return with_interval(figure.ratio, [](double value) { return fmt::format("{:.3f}", value); });
}

std::string table_of_changes(const Comparison& comparison, const Metric& metric, double threshold) {
  std::vector<Line> lines{{"row", fmt::format("base {}", metric.words),
                           fmt::format("new {}", metric.words), "new/base", "verdict",
                           "p99 new/base", "p99"}};
  for (const RowChange& row : comparison.rows) {
    lines.push_back({row.label, shown(metric, row.base), shown(metric, row.next), ratio_in(row),
                     words_of(row.change, threshold), row.p99 ? ratio_in(*row.p99) : "",
                     row.p99 ? words_of(row.p99->change, threshold) : ""});
  }
  return laid_out(lines);
}

void print_pairing(const FinishedRun& base, const FinishedRun& next, const Comparison& comparison) {
  const auto& rows = comparison.rows;
  const auto paired = std::any_of(rows.begin(), rows.end(), [](const RowChange& row) {
    return row.paired || (row.p99 && row.p99->paired);
  });
  if (paired) {
    fmt::print(
        "pairs: round i of both drew its load from seed {} + i, so ratios are those of the "
        "same round\n",
        base.manifest->seed);
  } else if (same_seeds(base, next)) {
    fmt::print(
        "no pairs: they have too few rounds in common for an interval, so all runs are set against "
        "all\n");
  } else {
    fmt::print(
        "no pairs: the rounds drew their loads from other seeds, so all runs are set "
        "against all\n");
  }
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
  for (const FinishedRun* run : {&base, &next}) {
    const std::size_t planned = run->summary.planned_runs, finished = run->summary.finished_runs;
    if (finished >= planned) continue;
    fmt::print("{}: {} of {} planned runs are missing: this run is not finished\n",
               run->folder.string(), planned - finished, planned);
  }
  for (const FinishedRun* run : {&base, &next}) {
    for (const RowSummary& row : run->summary.rows) {
      if (row.failed == 0) continue;
      fmt::print("{}: {} of {} of {} failed\n", run->folder.string(), row.failed,
                 format_count(row.failed + row.runs, "run"), row.label());
    }
  }
  for (const auto& [what, rows] : {std::pair("every run fails in NEW", &comparison.failing),
                                   std::pair("only in BASE", &comparison.only_in_base),
                                   std::pair("only in NEW", &comparison.only_in_next)}) {
    if (!rows->empty()) fmt::print("{}: {}\n", what, fmt::join(*rows, ", "));
  }
  if (std::ranges::any_of(comparison.rows, [](const RowChange& row) { return !row.ratio.low; })) {
    fmt::print("no interval where a run has too few rounds: {} in each are needed\n",
               comparison.runs_needed);
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
                                                           "--noise-threshold might tell");
  if (!fail_on_regression || outlook == Outlook::no_regression) return 0;
  return outlook == Outlook::regression ? 1 : not_comparable;
}

int compare_two(const OptionValues& values) {
  const double threshold = values.percent("noise-threshold");
  const auto& runs = values.arguments();
  if (runs.size() != 2) {
    throw UsageError("compare: expected two runs, BASE and NEW; see --help");
  }
  const FinishedRun base = read_finished_run(runs[0]);
  const FinishedRun next = read_finished_run(runs[1]);
  const auto reasons = differences(base, next);
  if (!reasons.empty()) return refuse_to_compare(reasons);
  const Comparison comparison =
      compare(base.summary, next.summary, threshold, same_seeds(base, next));
  const Metric& metric = metric_of(next.summary);
  if (comparison.rows.empty() && comparison.failing.empty()) {
    return refuse_to_compare({fmt::format(
        "no row has its {} in both (bench summarize writes an older summary anew)", metric.words)});
  }
  if (!comparison.rows.empty()) {
    fmt::print("{}", table_of_changes(comparison, metric, threshold));
    print_pairing(base, next, comparison);
  }
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
