#include <iostream>
#include <vector>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "experiments/runner/commands.hpp"
#include "experiments/runner/plan.hpp"
#include "experiments/runner/programs.hpp"
#include "experiments/runner/sizing_options.hpp"
#include "experiments/runner/time_left.hpp"

namespace dispatchbench::runner {
namespace po = boost::program_options;
namespace fs = std::filesystem;
namespace {

po::options_description options_to_show() {
  po::options_description options("Options");
  options.add_options()("help,h", "show this")("json", "print a JSON array");
  add_sizing_options(options);
  return options;
}

po::variables_map parse(int argc, const char* const* argv) {
  po::options_description options = options_to_show();
  options.add_options()("experiment", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("experiment", -1);
  return parse_command_line(argc, argv, options, positional);
}

std::vector<fs::path> chosen_files(const po::variables_map& values) {
  if (values.count("experiment") == 0) return experiment_files(experiments_folder());
  std::vector<fs::path> files;
  for (const std::string& name : values["experiment"].as<std::vector<std::string>>()) {
    files.push_back(find_experiment(name, experiments_folder()));
  }
  return files;
}

Json describe(const fs::path& file, const StrategyList& strategies, const Sizing& sizing) {
  const Experiment experiment = parse_experiment(read_json(file), strategies);
  const Plan plan = make_plan(experiment, sizing);
  return {{"name", experiment.name},
          {"path", file.string()},
          {"rounds", plan.rounds},
          {"runs", plan.runs.size()},
          {"seconds", plan.estimate_seconds()},
          {"about", experiment.about}};
}

void print(const Json& experiments) {
  double seconds = 0;
  for (const Json& row : experiments) {
    fmt::print("{:18} {:>5} runs  {:>7}\n    {}\n", row.at("name").get<std::string>(),
               row.at("runs").get<unsigned>(), spoken(row.at("seconds").get<double>()),
               row.at("about").get<std::string>());
    seconds += row.at("seconds").get<double>();
  }
  fmt::print("all together about {} on two cores\n", spoken(seconds));
}

}  // namespace

int list_command(int argc, const char* const* argv) {
  const po::variables_map values = parse(argc, argv);
  if (values.count("help") != 0) {
    std::cout << "usage: bench list [EXPERIMENT…] [options]\n\n" << options_to_show();
    return 0;
  }
  const Sizing sizing = sizing_from(values);
  const auto files = chosen_files(values);
  const auto strategies = list_strategies(find_programs(text_option(values, "bin")).server);
  Json experiments = Json::array();
  for (const fs::path& file : files) experiments.push_back(describe(file, strategies, sizing));
  if (values.count("json") != 0) {
    fmt::print("{}\n", experiments.dump(2));
  } else {
    print(experiments);
  }
  return 0;
}

}  // namespace dispatchbench::runner
