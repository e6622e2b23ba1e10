#include "experiments/runner/commands/run_session.hpp"

#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/named_rows.hpp"
#include "base/standard_streams.hpp"
#include "experiments/runner/analysis/summary.hpp"
#include "experiments/runner/report/table.hpp"
#include "experiments/runner/run/session.hpp"
#include "experiments/runner/spec/available.hpp"
#include "simulator/runs/set_beside.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

/// A peer is in the registry, and yet it is measured only where an experiment has a row for it.
void refuse_peers_without_row(const Experiment& experiment, const PeerList& peers,
                              const std::vector<std::string>& only) {
  for (const std::string& name : only) {
    if (find_named(experiment.rows, name) || !find_named(peers, name)) continue;
    refuse_option("only", name,
                  fmt::format(R"(a row; for this peer add {{"peer": "{}"}} to the rows of {})",
                              name, experiment.name));
  }
}

/// What is measured later belongs to the manifest's machine as well.
Conclusions conclusions_of(const Experiment& experiment, const Manifest& manifest) {
  return {[&](const Plan& plan, const Runs& runs) {
            return summarize(experiment, plan, manifest.served_on(), runs, manifest.stopping);
          },
          [](const Summary& summary) { return table_of(summary); }};
}

/// Whoever interrupts it has all that was measured.
int set_theory_beside(const ResultsFolder& folder, const Experiment& experiment, const Plan& plan,
                      Interrupt& interrupt) try {
  Watch watch(interrupt);
  set_theory_beside(folder, experiment, plan, [&watch] { watch.check(); });
  return 0;
} catch (const Interrupted& interrupted) {
  print_if_possible(stdout,
                    "broken off: every run is kept, and no simulation is beside them\n"
                    "set it beside with: {} summarize {}\n",
                    own_program().string(), folder.path().string());
  return 128 + interrupted.signal;
}

}  // namespace

Experiment read_experiment(const Json& spec, const fs::path& file, const Catalog& catalog,
                           const Programs& programs, const Sizing& sizing) {
  const Experiment whole = parse_experiment(spec, catalog, file);
  refuse_peers_without_row(whole, catalog.peers, sizing.only);
  refuse_unavailable(whole, catalog.parts.backend);
  return without_missing_peers(narrowed(whole, sizing.only), programs.server.parent_path());
}

std::unique_ptr<LivePage> live_page(const OptionValues& values, const fs::path& folder,
                                    Interrupt& interrupt) {
  if (!values.has("live")) return nullptr;
  auto page = std::make_unique<LivePage>(folder, interrupt);
  print_if_possible(stdout, "live: {}\n", page->address());
  std::fflush(stdout);
  return page;
}

void set_theory_beside(const ResultsFolder& folder, const Experiment& experiment, const Plan& plan,
                       const std::function<void()>& before_each) {
  const simulator::Beside beside = simulator::set_beside(folder, experiment, plan, before_each);
  if (beside.rows.empty()) return;
  simulator::write_beside(folder, beside);
  print_if_possible(stdout, "{}\n", simulator::sentence_of(beside));
}

int run_session(const Experiment& experiment, const Plan& plan, const Programs& programs,
                const ResultsFolder& folder, const Manifest& manifest, Hosts* hosts, LivePage* page,
                Interrupt& interrupt) {
  Session session(experiment, plan, programs, folder, conclusions_of(experiment, manifest),
                  manifest.stopping, hosts);
  const int code = session.run(interrupt);
  if (code > 1) return code;
  const int broken_off = set_theory_beside(folder, experiment, plan, interrupt);
  if (page && broken_off == 0) page->finish(interrupt);
  return broken_off != 0 ? broken_off : code;
}

}  // namespace dispatchbench::runner
