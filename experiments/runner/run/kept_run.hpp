// One run of an experiment, measured, and kept in its results folder.
#pragma once

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/process/watch.hpp"
#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/run/hosts.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

/// Main thread. Measures for as long as the experiment lets a run take, on `hosts` (null: this
/// one), and writes the run's file, which says why `earlier` failed: the same run before; null:
/// there was none. Throws Interrupted, and std::system_error if the file cannot be written; whoever
/// ends then removes what is left in the folder's work().
MeasuredRun measure_and_keep(const PlannedRun& planned, const Experiment& experiment,
                             const Programs& programs, const ResultsFolder& folder,
                             const MeasuredRun* earlier, Hosts* hosts, Watch& watch);

}  // namespace dispatchbench::runner
