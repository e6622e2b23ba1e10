// The runs of an experiment that were measured, simulated again.
#pragma once

#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/spec/plan.hpp"
#include "simulator/runs/beside.hpp"

namespace dispatchbench::simulator {

/// Simulates what went well of `plan` in `folder`. What has no model is left out, and so is a row
/// that the real machine limited, if its emulated cores could have answered millions of requests
/// more. There may be no row left.
Beside set_beside(const runner::ResultsFolder& folder, const runner::Experiment& experiment,
                  const runner::Plan& plan);

}  // namespace dispatchbench::simulator
