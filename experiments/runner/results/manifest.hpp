// manifest.json: what was to be run, with what and where; enough to go on with it later, and to
// know when that would mix two things.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "experiments/runner/spec/plan.hpp"
#include "experiments/runner/spec/stopping.hpp"

namespace dispatchbench::runner {

/// results/schema/manifest.schema.json describes it.
Json make_manifest(const std::filesystem::path& experiment_file, const Experiment& experiment,
                   const Sizing& sizing, const Plan& plan, const StrategyList& strategies,
                   const Programs& programs, const Json& machine, const Stopping& stopping = {});

/// An earlier run's. Throws UsageError that names the file and says why it cannot be gone on with.
Json read_manifest(const std::filesystem::path& file);

/// The sizing that a manifest was made with.
Sizing sizing_of(const Json& manifest);

/// Throws UsageError that says what has changed if runs made now would not belong to those of
/// `manifest`: the experiment, either program, or the machine.
void refuse_if_changed(const Json& manifest, const Json& spec, const Json& programs,
                       const Json& machine);

/// Likewise, if other peers are installed now, or others of the same name.
void refuse_if_peers_changed(const Json& manifest, const Experiment& experiment,
                             const Programs& programs);

}  // namespace dispatchbench::runner
