// The runs of an experiment that were measured, simulated again.
#pragma once

#include <functional>

#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/spec/plan.hpp"
#include "simulator/runs/beside.hpp"

namespace dispatchbench::simulator {

/// Simulates what went well of `plan` in `folder`. What has no model is left out, and so is a row
/// that the real machine limited, if its emulated cores could have answered millions of requests
/// more. There may be no row left. `before_each` is called before each run, and may throw.
Beside set_beside(const runner::ResultsFolder& folder, const runner::Experiment& experiment,
                  const runner::Plan& plan, const std::function<void()>& before_each = {});

}  // namespace dispatchbench::simulator
