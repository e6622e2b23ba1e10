#include <filesystem>
#include <string>

#include "base/command_line.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/commands/reached_hosts.hpp"
#include "experiments/runner/commands/run_session.hpp"
#include "experiments/runner/process/machine.hpp"
#include "experiments/runner/run/provenance.hpp"
#include "experiments/runner/spec/available.hpp"
#include "experiments/runner/spec/own_peer.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

/// What the earlier command line said holds; nothing may contradict it.
void refuse_sizing(const OptionValues& values) {
  for (const char* name : {"scale", "rounds", "until", "max-rounds", "only", "output", "peer",
                           "peer-url", "server-on", "load-on", "launcher", "server-address"}) {
    const auto texts = values.texts(name);
    if (texts.empty()) continue;
    refuse_option(name, texts.front(), "nothing beside --resume, which keeps its own");
  }
}

Json experiment_with_own_peers(const fs::path& file, const Manifest& manifest) {
  const Json spec = read_experiment_file(file);
  return with_rows(spec, rows_added(manifest.spec, spec));
}

}  // namespace

int run_on(const OptionValues& values) {
  refuse_sizing(values);
  auto folder = ResultsFolder::open(values.text_or_empty("resume"));
  const Manifest manifest = folder.manifest();
  if (manifest.simulated) {
    refuse_option("resume", folder.path().string(), "a run that was measured, not simulated");
  }
  const std::string named = argument_in(values);
  const fs::path file = named.empty() ? fs::path(manifest.experiment_file)
                                      : find_experiment(named, experiments_folder());
  const Programs programs = find_programs(values.text_or_empty("bin"));
  const Catalog catalog = read_catalog(programs);
  const Json spec =
      available_part(experiment_with_own_peers(file, manifest), catalog.parts.backend).spec;
  const Machine machine = describe_machine();
  refuse_if_changed(manifest, spec, identities_of(programs), machine);
  const Sizing sizing = sizing_of(manifest);
  const Experiment experiment = read_experiment(spec, file, catalog, programs, sizing);
  refuse_if_peers_changed(manifest, experiment, programs);
  const Plan plan = make_plan(experiment, sizing);
  Interrupt interrupt;
  const auto hosts = reach(manifest.hosts, plan, programs, interrupt);
  if (hosts) refuse_if_hosts_changed(*manifest.hosts, hosts->used());
  const auto page = live_page(values, folder.path(), interrupt);
  folder.take_over();
  return run_session(experiment, plan, programs, folder, manifest, hosts.get(), page.get(),
                     interrupt);
}

}  // namespace dispatchbench::runner
