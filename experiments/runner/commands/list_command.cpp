#include <vector>

#include <fmt/format.h>

#include "base/each.hpp"
#include "base/json_text.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/run/time_left.hpp"
#include "experiments/runner/spec/available.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "experiments/runner/spec/plan.hpp"
#include "experiments/runner/spec/sizing_options.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;

/// An experiment, with the rows that can be run here.
struct ListedExperiment {
  std::string name;
  std::string path;
  unsigned rounds = 0;
  std::size_t runs = 0;
  double seconds = 0;  ///< that all of it takes
  std::string about;
  std::vector<SkippedRow> skipped;
};
DISPATCHBENCH_FIELDS(ListedExperiment, required(name, path, rounds, runs, seconds, about, skipped))

struct ListedPeer {
  std::string name;
  std::string summary;
  std::vector<std::string> options;
  std::optional<std::string> program;  ///< nothing: it is not installed
  std::string install;
};
DISPATCHBENCH_FIELDS(ListedPeer, required(name, summary, options, program, install))

namespace {

std::string list_usage() {
  return "usage: bench list [EXPERIMENT…] [options]\n       bench list --peers [--json]\n";
}

OptionTable list_options() {
  OptionTable table{{.name = "json", .help = "print a JSON array"},
                    {.name = "peers",
                     .help = "list the peers instead, and how to install those that are missing"}};
  for (Option& option : sizing_options("bench")) table.push_back(std::move(option));
  return table;
}

std::vector<fs::path> chosen_files(const OptionValues& values) {
  const auto& names = values.arguments();
  if (names.empty()) return experiment_files(experiments_folder());
  return each(names,
              [](const std::string& name) { return find_experiment(name, experiments_folder()); });
}

ListedExperiment described(const fs::path& file, const Catalog& catalog, const fs::path& bin,
                           const Sizing& sizing) {
  const Json spec = available_part(read_experiment_file(file), catalog.parts.backend).spec;
  const Experiment experiment = without_missing_peers(parse_experiment(spec, catalog, file), bin);
  const Plan plan = make_plan(experiment, sizing);
  return {experiment.name,         file.string(),    plan.rounds,       plan.runs.size(),
          plan.estimate_seconds(), experiment.about, experiment.skipped};
}

ListedPeer described(const Peer& peer, const fs::path& bin) {
  const auto program = program_of(peer, bin);
  return {peer.name, peer.summary, peer.options,
          program ? std::optional(program->string()) : std::nullopt, peer.install};
}

void print(const std::vector<ListedExperiment>& experiments) {
  double seconds = 0;
  for (const ListedExperiment& row : experiments) {
    fmt::print("{:18} {:>5} runs  {:>7}\n    {}\n", row.name, row.runs, format_time(row.seconds),
               row.about);
    seconds += row.seconds;
  }
  fmt::print("all together about {} on two cores\n", format_time(seconds));
}

void print(const std::vector<ListedPeer>& peers) {
  for (const ListedPeer& row : peers) {
    fmt::print("{:18} {}\n    {}\n", row.name,
               row.program.value_or("not installed: " + row.install), row.summary);
  }
}

template <class Listed>
int print(const std::vector<Listed>& rows, bool as_json) {
  if (as_json) {
    fmt::print("{}\n", json_text(Json(rows), 2));
  } else {
    print(rows);
  }
  return 0;
}

int list_all(const OptionValues& values) {
  const Sizing sizing = sizing_from(values);
  const Programs programs = find_programs(values.text_or_empty("bin"));
  const fs::path bin = programs.server.parent_path();
  const auto files = values.has("peers") ? std::vector<fs::path>() : chosen_files(values);
  const Catalog catalog = read_catalog(programs);
  if (values.has("peers")) {
    const auto row = [&](const Peer& peer) { return described(peer, bin); };
    return print(each(catalog.peers, row), values.has("json"));
  }
  const auto row = [&](const fs::path& file) { return described(file, catalog, bin, sizing); };
  return print(each(files, row), values.has("json"));
}

}  // namespace

const Command list_command{"list",     "show the experiments, their runs and how long they take",
                           list_usage, list_options,
                           any_number, list_all};

}  // namespace dispatchbench::runner
