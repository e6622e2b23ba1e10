// What a new run and one that goes on have in common: which rows are measured, and all from the
// first measurement to theory beside the results.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "base/option_values.hpp"
#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/process/watch.hpp"
#include "experiments/runner/results/manifest.hpp"
#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/run/hosts.hpp"
#include "experiments/runner/run/live_page.hpp"
#include "experiments/runner/spec/catalog.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

/// bench run EXPERIMENT: checks all that is asked for, writes the manifest and measures. Returns
/// the exit code. Throws UsageError before anything is started, and Interrupted before the first
/// run.
int run_new(const OptionValues& values);

/// bench run --resume DIR: what is left of a run that was broken off, with what its manifest says,
/// once nothing has changed since. Returns and throws likewise.
int run_on(const OptionValues& values);

/// The rows that are asked for and can be run here. Throws UsageError.
Experiment read_experiment(const Json& spec, const std::filesystem::path& file,
                           const Catalog& catalog, const Programs& programs, const Sizing& sizing);

/// The page that --live asks for, once it is there to be looked at; null if it does not ask. Throws
/// as LivePage does.
std::unique_ptr<LivePage> live_page(const OptionValues& values, const std::filesystem::path& folder,
                                    Interrupt& interrupt);

/// All runs that are left, and where they were not broken off theory beside them. `hosts`: null
/// where all is on this one; `page`: null where nobody looks. Returns and throws as Session::run.
int run_session(const Experiment& experiment, const Plan& plan, const Programs& programs,
                const ResultsFolder& folder, const Manifest& manifest, Hosts* hosts, LivePage* page,
                Interrupt& interrupt);

/// Writes theory.json into `folder` and prints how near measurement and simulation come, where a
/// row has a model; nothing happens where none has. `before_each` is called before each run, and
/// may throw.
void set_theory_beside(const ResultsFolder& folder, const Experiment& experiment, const Plan& plan,
                       const std::function<void()>& before_each = {});

}  // namespace dispatchbench::runner
