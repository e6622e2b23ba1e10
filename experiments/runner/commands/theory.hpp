// What simulation and theory say of what was measured, at the end of a command.
#pragma once

#include <functional>

#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

/// Writes theory.json into `folder` and prints how near measurement and simulation come, where a
/// row has a model; nothing happens where none has. `before_each` is called before each run, and
/// may throw.
void set_theory_beside(const ResultsFolder& folder, const Experiment& experiment, const Plan& plan,
                       const std::function<void()>& before_each = {});

}  // namespace dispatchbench::runner
