// What a run's manifest says when it begins, and whether going on with an earlier one would mix two
// things.
#pragma once

#include <filesystem>

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/results/manifest.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

/// Now, for people: nothing is measured with it.
std::string wall_time();

Manifest make_manifest(const std::filesystem::path& experiment_file, const Experiment& experiment,
                       const Sizing& sizing, const Plan& plan, const StrategyList& strategies,
                       const Programs& programs, const Machine& machine,
                       const std::optional<Stopping>& stopping = {},
                       const std::optional<HostsUsed>& hosts = {});

/// The sizing that a manifest was made with.
Sizing sizing_of(const Manifest& manifest);

/// Throws UsageError that says what has changed if runs made now would not belong to those of
/// `manifest`: the experiment, either program, or the machine.
void refuse_if_changed(const Manifest& manifest, const Json& spec,
                       const ProgramIdentities& programs, const Machine& machine);

/// Likewise, of the other hosts: those of an earlier run, and the same ones now.
void refuse_if_hosts_changed(const HostsUsed& earlier, const HostsUsed& now);

/// Likewise, if other peers are installed now, or others of the same name.
void refuse_if_peers_changed(const Manifest& manifest, const Experiment& experiment,
                             const Programs& programs);

}  // namespace dispatchbench::runner
