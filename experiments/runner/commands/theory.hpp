// What simulation and theory say of what was measured, at the end of a command.
#pragma once

#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

/// Writes theory.json into `folder` and prints how near measurement and simulation come, where a
/// row has a model; nothing happens where none has.
void set_theory_beside(const ResultsFolder& folder, const Experiment& experiment, const Plan& plan);

}  // namespace dispatchbench::runner
