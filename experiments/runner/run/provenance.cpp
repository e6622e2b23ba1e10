#include "experiments/runner/run/provenance.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/command_line.hpp"
#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {
namespace {

[[noreturn]] void refuse_resume(const std::string& what) {
  throw UsageError("--resume: {} since the run began; start a new one", what);
}

void refuse_if_programs_changed(const Manifest& manifest, const ProgramIdentities& programs) {
  for (const auto& [name, identity] : programs) {
    const auto earlier = manifest.programs.find(name);
    if (earlier == manifest.programs.end() || earlier->second.hash != identity.hash) {
      refuse_resume(fmt::format("{} has changed", name));
    }
  }
}

std::vector<EmulatedPoint> emulated_points(const Plan& plan) {
  std::vector<EmulatedPoint> points;
  for (const PlannedRun& run : plan.runs) {
    if (!run.machine) continue;
    const bool known = std::ranges::find(points, run.point, &EmulatedPoint::point) != points.end();
    if (!known) points.push_back({run.point, run.machine->spec.cores, run.machine->dilation});
  }
  return points;
}

}  // namespace

std::string wall_time() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%S%z}", fmt::localtime(now));
}

Manifest make_manifest(const std::filesystem::path& experiment_file, const Experiment& experiment,
                       const Sizing& sizing, const Plan& plan, const StrategyList& strategies,
                       const Programs& programs, const Machine& machine,
                       const std::optional<Stopping>& stopping,
                       const std::optional<HostsUsed>& hosts) {
  Manifest manifest;
  manifest.experiment = experiment.name;
  manifest.experiment_file = std::filesystem::absolute(experiment_file).string();
  manifest.spec = experiment.spec;
  manifest.seed = experiment.seed;
  manifest.scale = sizing.scale;
  manifest.rounds = plan.rounds;
  manifest.stopping = stopping;
  manifest.only = sizing.only;
  manifest.planned_runs = plan.runs.size();
  manifest.estimate_seconds = plan.estimate_seconds();
  manifest.notes = plan.notes;
  manifest.started = wall_time();
  manifest.machine = machine;
  manifest.programs = identities_of(programs, experiment);
  manifest.skipped = experiment.skipped;
  manifest.strategies = strategies;
  manifest.emulation = emulated_points(plan);
  manifest.hosts = hosts;
  return manifest;
}

Sizing sizing_of(const Manifest& manifest) {
  return {manifest.scale, manifest.rounds, manifest.only};
}

void refuse_if_changed(const Manifest& manifest, const Json& spec,
                       const ProgramIdentities& programs, const Machine& machine) {
  if (!same_content(manifest.spec, spec)) refuse_resume("the experiment file has changed");
  refuse_if_programs_changed(manifest, programs);
  if (!same_hardware(manifest.machine, machine)) refuse_resume("the machine has changed");
}

void refuse_if_hosts_changed(const HostsUsed& earlier, const HostsUsed& now) {
  for (const HostMachine& host : now.machines) {
    const auto before = std::ranges::find(earlier.machines, host.name, &HostMachine::name);
    if (before == earlier.machines.end() || !same_hardware(before->machine, host.machine)) {
      refuse_resume(fmt::format("the machine {} has changed", host.name));
    }
  }
}

void refuse_if_peers_changed(const Manifest& manifest, const Experiment& experiment,
                             const Programs& programs) {
  if (manifest.skipped != experiment.skipped) {
    refuse_resume("which peers are installed has changed");
  }
  refuse_if_programs_changed(manifest, identities_of(programs, experiment));
}

}  // namespace dispatchbench::runner
