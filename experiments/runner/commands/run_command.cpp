#include <cstdio>
#include <filesystem>
#include <memory>
#include <sys/resource.h>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/named_rows.hpp"
#include "base/standard_streams.hpp"
#include "experiments/runner/analysis/summary.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/commands/hosts_options.hpp"
#include "experiments/runner/commands/reached_hosts.hpp"
#include "experiments/runner/commands/theory.hpp"
#include "experiments/runner/process/machine.hpp"
#include "experiments/runner/process/watch.hpp"
#include "experiments/runner/report/table.hpp"
#include "experiments/runner/run/live_page.hpp"
#include "experiments/runner/run/provenance.hpp"
#include "experiments/runner/run/session.hpp"
#include "experiments/runner/spec/available.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "experiments/runner/spec/own_peer.hpp"
#include "experiments/runner/spec/several_hosts.hpp"
#include "experiments/runner/spec/sizing_options.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

std::string run_usage() {
  return "usage: bench run EXPERIMENT [options]\n"
         "EXPERIMENT is a file, or a name from bench list.\n";
}

OptionTable run_options() {
  using enum OptionKind;
  OptionTable table{
      {.name = "output",
       .kind = text,
       .value = "DIR",
       .noun = "a folder",
       .help = "the folder for the results (else results/<experiment>/<time>)"},
      only_option("run"),
      {.name = "peer",
       .kind = text,
       .value = "NAME=COMMAND …",
       .help = "measure a server of yours in the same rounds, as mine='./my_server --port {port} "
               "--threads {threads}'; {store}: it keeps objects there"},
      {.name = "peer-url",
       .kind = text,
       .value = "NAME=URL …",
       .help = "measure one that runs already, as mine=http://127.0.0.1:8080; how busy it is "
               "cannot be seen"},
      {.name = "resume",
       .kind = text,
       .value = "DIR",
       .noun = "a folder",
       .help = "go on with the run in DIR, which must be of the same experiment, programs and "
               "machine"},
      {.name = "live",
       .help = "serve the report on loopback while the run goes on, with progress and time left; "
               "its address is printed first"}};
  for (Option& option : hosts_options()) table.push_back(std::move(option));
  for (Option& option : sizing_options("bench")) table.push_back(std::move(option));
  for (Option& option : stopping_options()) table.push_back(std::move(option));
  return table;
}

/// A server with thousands of connections needs as many descriptors; children inherit the limit.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

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

/// How many rounds an interval takes, before the run and not after it.
void note_rounds_needed(Plan& plan, const Experiment& experiment) {
  const unsigned needed = rounds_needed(comparisons_in(experiment));
  if (plan.rounds >= needed) return;
  plan.notes.insert(plan.notes.begin(),
                    fmt::format("95 % intervals take {} rounds, and this run has {} (see --rounds)",
                                needed, plan.rounds));
}

/// The rows that are asked for and can be run here.
Experiment read_experiment(const Json& spec, const fs::path& file, const Catalog& catalog,
                           const Programs& programs, const Sizing& sizing) {
  const Experiment whole = parse_experiment(spec, catalog, file);
  refuse_peers_without_row(whole, catalog.peers, sizing.only);
  refuse_unavailable(whole, catalog.parts.backend);
  return without_missing_peers(narrowed(whole, sizing.only), programs.server.parent_path());
}

/// With --until the plan has all rounds that there may be.
Stopping stopping_from(const OptionValues& values, const Experiment& experiment, Sizing& sizing) {
  const auto precision = precision_from(values);
  if (!precision) return {};
  Stopping stopping = stopping_for(*precision, sizing.rounds.value_or(experiment.rounds),
                                   comparisons_in(experiment));
  sizing.rounds = stopping.looks.back();
  return stopping;
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
                    fs::read_symlink("/proc/self/exe").string(), folder.path().string());
  return 128 + interrupted.signal;
}

/// The page that --live asks for, once it is there to be looked at.
std::unique_ptr<LivePage> live_page(const OptionValues& values, const fs::path& folder,
                                    Interrupt& interrupt) {
  if (!values.has("live")) return nullptr;
  auto page = std::make_unique<LivePage>(folder, interrupt);
  print_if_possible(stdout, "live: {}\n", page->address());
  std::fflush(stdout);
  return page;
}

/// Where it was not broken off, with theory beside it.
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

std::vector<Json> own_peers_in(const OptionValues& values) {
  std::vector<Json> rows;
  for (const std::string& text : values.texts("peer")) rows.push_back(row_for_command(text));
  for (const std::string& text : values.texts("peer-url")) rows.push_back(row_for_url(text));
  return rows;
}

/// A peer of the registry may be missing; whoever names one here wants it measured.
void refuse_missing(const Experiment& experiment, const std::vector<Json>& own) {
  for (const SkippedRow& skipped : experiment.skipped) {
    for (const Json& row : own) {
      const Json& peer = row.at("peer");
      if (peer.at("name") != skipped.name) continue;
      refuse_option("peer", skipped.name,
                    fmt::format("a program that can be run, and {} cannot",
                                peer.at("command").front().get<std::string>()));
    }
  }
}

void note_running_peers(Plan& plan, const Experiment& experiment) {
  for (const Row& row : experiment.rows) {
    if (!row.peer || row.peer->url.empty()) continue;
    plan.notes.push_back(fmt::format(
        "{} runs at {} and was not started here: how busy it was and what it cost is not known",
        row.name, row.peer->url));
  }
}

/// The experiment as its file has it, the user's own servers, and what shows the network's limits.
Json whole_experiment(const fs::path& file, const std::vector<Json>& own_peers, bool several) {
  Json whole = with_rows(read_experiment_file(file), own_peers);
  return several ? with_network_ceiling(std::move(whole)) : whole;
}

int run_new(const OptionValues& values) {
  const fs::path file =
      find_experiment(needed_argument(values, run_command, "an experiment; bench list shows them"),
                      experiments_folder());
  const std::vector<Json> own_peers = own_peers_in(values);
  const auto wanted_hosts = hosts_from(values);
  const Json whole = whole_experiment(file, own_peers, wanted_hosts.has_value());
  const Programs programs = find_programs(values.text_or_empty("bin"));
  const Catalog catalog = read_catalog(programs);
  const auto [spec, left_out] = available_part(whole, catalog.parts.backend);
  Sizing sizing = sizing_from(values);
  if (wanted_hosts) keep_network_ceiling(sizing.only, spec);
  const Experiment experiment = read_experiment(spec, file, catalog, programs, sizing);
  refuse_missing(experiment, own_peers);
  const Stopping stopping = stopping_from(values, experiment, sizing);
  Plan plan = make_plan(experiment, sizing);
  note_rounds_needed(plan, experiment);
  note_running_peers(plan, experiment);
  plan.notes.insert(plan.notes.begin(), left_out.begin(), left_out.end());
  Interrupt interrupt;
  const auto hosts = reach(wanted_hosts, plan, programs, interrupt);
  if (hosts) note_hosts(plan, spec, *hosts);
  const Machine machine = describe_machine();
  const std::string output = values.text_or_empty("output");
  const fs::path path = output.empty() ? new_run_path(experiment.name) : fs::path(output);
  const auto page = live_page(values, path, interrupt);
  const auto folder = ResultsFolder::create(path);
  const Manifest manifest = make_manifest(file, experiment, sizing, plan, catalog.strategies,
                                          programs, machine, stopping, used_of(hosts.get()));
  folder.write_manifest(manifest);
  point_latest_at(folder.path(), experiment.name);
  return run_session(experiment, plan, programs, folder, manifest, hosts.get(), page.get(),
                     interrupt);
}

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

int run_experiment(const OptionValues& values) try {
  raise_descriptor_limit();
  if (values.has("resume")) return run_on(values);
  return run_new(values);
} catch (const Interrupted& interrupted) {
  return 128 + interrupted.signal;  // no run was under way
}

}  // namespace

const Command run_command{"run", "measure an experiment", run_usage, run_options,
                          1,     run_experiment};

}  // namespace dispatchbench::runner
