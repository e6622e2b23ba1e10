// A row at one point with its runs, while a summary is put together.
#pragma once

#include "experiments/runner/analysis/paired_runs.hpp"
#include "experiments/runner/results/row_summary.hpp"
#include "experiments/runner/spec/combination.hpp"

namespace dispatchbench::runner {

struct RowWithRuns {
  Combination combination;
  Runs all;
  Runs ok;  ///< of these, those that went well
  RowSummary summary;
};

}  // namespace dispatchbench::runner
