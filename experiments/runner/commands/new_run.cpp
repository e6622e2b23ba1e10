#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/each.hpp"
#include "experiments/runner/analysis/summary.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/commands/hosts_options.hpp"
#include "experiments/runner/commands/reached_hosts.hpp"
#include "experiments/runner/commands/run_session.hpp"
#include "experiments/runner/process/machine.hpp"
#include "experiments/runner/run/provenance.hpp"
#include "experiments/runner/spec/available.hpp"
#include "experiments/runner/spec/own_peer.hpp"
#include "experiments/runner/spec/several_hosts.hpp"
#include "experiments/runner/spec/sizing_options.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

/// How many rounds an interval takes, before the run and not after it.
void note_rounds_needed(Plan& plan, const Experiment& experiment) {
  const unsigned needed = rounds_needed(comparisons_in(experiment));
  if (plan.rounds >= needed) return;
  plan.notes.insert(plan.notes.begin(),
                    fmt::format("95 % intervals take {} rounds, and this run has {} (see --rounds)",
                                needed, plan.rounds));
}

/// With --until the plan has all rounds that there may be.
std::optional<Stopping> stopping_from(const OptionValues& values, const Experiment& experiment,
                                      Sizing& sizing) {
  if (!values.has("until")) {
    if (values.has("max-rounds")) values.refuse("max-rounds", "--until beside it");
    return std::nullopt;
  }
  std::optional<unsigned> most;
  if (values.has("max-rounds")) most = static_cast<unsigned>(values.count("max-rounds"));
  Stopping stopping =
      stopping_for(values.percent("until"), most, sizing.rounds.value_or(experiment.rounds),
                   comparisons_in(experiment));
  sizing.rounds = stopping.looks.back();
  return stopping;
}

std::vector<Json> own_peers_in(const OptionValues& values) {
  std::vector<Json> rows = each(values.texts("peer"), row_for_command);
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

}  // namespace

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
  const auto stopping = stopping_from(values, experiment, sizing);
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
  const auto used = hosts ? std::optional(hosts->used()) : std::nullopt;
  const Manifest manifest = make_manifest(file, experiment, sizing, plan, catalog.strategies,
                                          programs, machine, stopping, used);
  folder.write_manifest(manifest);
  point_latest_at(folder.path(), experiment.name);
  return run_session(experiment, plan, programs, folder, manifest, hosts.get(), page.get(),
                     interrupt);
}

}  // namespace dispatchbench::runner
