#include <vector>

#include <fmt/format.h>

#include "base/json_text.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/run/time_left.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

std::string list_usage() {
  return "usage: bench list [EXPERIMENT…] [options]\n       bench list --peers [--json]\n";
}

OptionTable list_options() {
  OptionTable table{{.name = "json", .help = "print a JSON array"},
                    {.name = "peers",
                     .help = "list the peers instead, and how to install those that are missing"}};
  for (Option& option : sizing_options()) table.push_back(std::move(option));
  return table;
}

std::vector<fs::path> chosen_files(const OptionValues& values) {
  const auto names = values.arguments();
  if (names.empty()) return experiment_files(experiments_folder());
  std::vector<fs::path> files;
  files.reserve(names.size());
  for (const std::string& name : names) {
    files.push_back(find_experiment(name, experiments_folder()));
  }
  return files;
}

/// Of the rows that can be run here.
Json describe(const fs::path& file, const Catalog& catalog, const Programs& programs,
              const Sizing& sizing) {
  const Experiment experiment = without_missing_peers(parse_experiment(read_json(file), catalog),
                                                      programs.server.parent_path());
  const Plan plan = make_plan(experiment, sizing);
  return {{"name", experiment.name},
          {"path", file.string()},
          {"rounds", plan.rounds},
          {"runs", plan.runs.size()},
          {"seconds", plan.estimate_seconds()},
          {"about", experiment.about},
          {"skipped", experiment.skipped}};
}

void print(const Json& experiments) {
  double seconds = 0;
  for (const Json& row : experiments) {
    fmt::print("{:18} {:>5} runs  {:>7}\n    {}\n", row.at("name").get<std::string>(),
               row.at("runs").get<unsigned>(), format_time(row.at("seconds").get<double>()),
               row.at("about").get<std::string>());
    seconds += row.at("seconds").get<double>();
  }
  fmt::print("all together about {} on two cores\n", format_time(seconds));
}

Json describe(const PeerList& peers, const fs::path& bin) {
  Json list = Json::array();
  for (const Peer& peer : peers) {
    const auto program = program_of(peer, bin);
    list.push_back({{"name", peer.name},
                    {"summary", peer.summary},
                    {"options", peer.options},
                    {"program", program ? Json(program->string()) : Json(nullptr)},
                    {"install", peer.install}});
  }
  return list;
}

void print_peers(const Json& peers) {
  for (const Json& row : peers) {
    const bool installed = row.at("program").is_string();
    fmt::print("{:18} {}\n    {}\n", row.at("name").get<std::string>(),
               installed ? row.at("program").get<std::string>()
                         : "not installed: " + row.at("install").get<std::string>(),
               row.at("summary").get<std::string>());
  }
}

int list_peers(const PeerList& list, const fs::path& bin, bool json) {
  const Json peers = describe(list, bin);
  if (json) {
    fmt::print("{}\n", json_text(peers, 2));
  } else {
    print_peers(peers);
  }
  return 0;
}

int list_all(const OptionValues& values) {
  const Sizing sizing = sizing_from(values);
  const Programs programs = find_programs(text_option(values, "bin"));
  if (values.has("peers")) {
    return list_peers(read_catalog(programs).peers, programs.server.parent_path(),
                      values.has("json"));
  }
  const auto files = chosen_files(values);
  const Catalog catalog = read_catalog(programs);
  Json experiments = Json::array();
  for (const fs::path& file : files) {
    experiments.push_back(describe(file, catalog, programs, sizing));
  }
  if (values.has("json")) {
    fmt::print("{}\n", json_text(experiments, 2));
  } else {
    print(experiments);
  }
  return 0;
}

}  // namespace

const Command list_command{"list",     "show the experiments, their runs and how long they take",
                           list_usage, list_options,
                           any_number, list_all};

}  // namespace dispatchbench::runner
