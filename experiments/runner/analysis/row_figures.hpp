// The figures of one row over its successful runs. Pure.
#pragma once

#include "experiments/runner/analysis/paired_runs.hpp"
#include "experiments/runner/results/row_summary.hpp"

namespace dispatchbench::runner {

/// Fills in what does not depend on any other row; figures of no runs are nothing. Intervals are
/// corrected for `looks`, the times at which the experiment might have stopped.
void add_figures(RowSummary& row, const Runs& runs, unsigned looks);

/// What rounds are judged by.
struct RoundsContext {
  const Metric& metric;
  std::size_t rows = 1;    ///< that are read together
  bool by_chance = false;  ///< chance decides each run: nothing is an outlier
  bool unlike = false;     ///< rounds draw other work: a value alone is no outlier either
};

/// What the values of the rounds (the metric, or its ratio to the median of `baseline` in the same
/// round, so that the machine's drift cancels) say about the rounds. Significant: less than 5 %
/// likely by chance in any of the rows.
OverRounds over_rounds(const Runs& runs, const Runs& baseline, const RoundsContext& context);

/// How many runs have each flag.
Counts flags_in(const Runs& runs);

}  // namespace dispatchbench::runner
