// summary.json: what all finished runs of an experiment say together. Pure.
#pragma once

#include "experiments/runner/analysis/paired_runs.hpp"
#include "experiments/runner/results/summary.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

/// Comparisons read together: the rows with the baseline at one point, or the points with the
/// baseline point for one row. At least 1.
unsigned comparisons_in(const Experiment& experiment);

/// Rows in the experiment's order, at each point; a row without a finished run is left out, the
/// figures of one whose runs all failed are nothing. `machine` is the manifest's.
Summary summarize(const Experiment& experiment, const Plan& plan, const Machine& machine,
                  const Runs& runs, const std::optional<Stopping>& stopping = {});

}  // namespace dispatchbench::runner
