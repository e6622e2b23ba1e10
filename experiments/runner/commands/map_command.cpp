#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/each.hpp"
#include "base/standard_streams.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/commands/how_far.hpp"
#include "experiments/runner/commands/measured_cells.hpp"
#include "experiments/runner/map/map_words.hpp"
#include "experiments/runner/process/machine.hpp"
#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/run/provenance.hpp"
#include "experiments/runner/run/time_left.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "experiments/runner/statistics/statistics.hpp"
#include "simulator/map/designs.hpp"
#include "simulator/map/make_map.hpp"
#include "simulator/map/measurable.hpp"
#include "simulator/model.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t most_cores = 256;
constexpr double shortest_run_seconds = 0.2;

std::string map_usage() {
  return "usage: bench map [options] [--measure [all|STRATEGY,…]]\n"
         "       bench map --resume DIR [--measure [all|STRATEGY,…]]\n"
         "Strategies by workloads by cores: which dispatch for which load. The workloads are the\n"
         "files of experiments/workloads/. The cells are simulated; --measure runs servers on\n"
         "emulated cores for some of them, to check the simulation.\n";
}

OptionTable map_options() {
  using enum OptionKind;
  // clang-format off
  return {
      {.name = "quick", .help = "fewer loads and draws, up to 32 cores: some minutes"},
      {.name = "cores", .kind = text, .value = "N,N…",
       .noun = "whole numbers with commas between them",
       .help = "of the machine (else 2,8,32, without --quick 64 too)"},
      {.name = "only", .kind = text, .value = "NAME,NAME…",
       .noun = "strategies with commas between them",
       .help = "strategies to map (else all that have a model)"},
      {.name = "workloads", .kind = text, .value = "NAME,NAME…",
       .noun = "workloads with commas between them", .help = "workloads to map (else all)"},
      {.name = "seed", .kind = count, .standard = "1", .least = "1", .most = "999999999",
       .help = "of everything that is drawn"},
      {.name = "draws", .kind = count, .least = "1", .most = "1000",
       .help = "of each cell at the reference load, half as many at others (else 7 or 20)"},
      {.name = "scale", .kind = number, .standard = "1", .least = "0.001", .most = "1000",
       .help = "of the requests of each run"},
      {.name = "measure",
       .help = "measure cells too, on the fewest cores: of each workload the best, the middle and "
               "the worst, or of all strategies, or of those that are named behind it"},
      folder_option("output", 'o', "the folder for the map (else results/map/<time>)"),
      folder_option("resume", 0, "go on with the map in DIR, with its own options")};
  // clang-format on
}

std::vector<unsigned> cores_from(const OptionValues& values) {
  if (!values.has("cores")) {
    return values.has("quick") ? std::vector<unsigned>{2, 8, 32}
                               : std::vector<unsigned>{2, 8, 32, 64};
  }
  auto cores = each(values.words("cores"), [](const std::string& word) {
    return static_cast<unsigned>(count_option("cores", word, 1, most_cores));
  });
  std::sort(cores.begin(), cores.end());
  cores.erase(std::unique(cores.begin(), cores.end()), cores.end());
  return cores;
}

std::vector<std::string> strategies_from(const OptionValues& values) {
  auto all = each(simulator::modelled_strategies(),
                  [](const StrategyRow* row) { return std::string(row->name); });
  if (!values.has("only")) return all;
  const auto asked = values.words("only");
  std::vector<std::string> chosen;
  for (const std::string& name : all) {
    if (std::find(asked.begin(), asked.end(), name) != asked.end()) chosen.push_back(name);
  }
  const std::set<std::string> named(asked.begin(), asked.end());
  if (chosen.size() < named.size()) {
    values.refuse("only", fmt::format("some of {}", fmt::join(all, ", ")));
  }
  return chosen;
}

/// With --measure, what of the map is to be measured: rounds enough for an interval, and runs so
/// short that all of it ends in time.
void add_measured_part(const OptionValues& values, MapPlan& plan) {
  if (!values.has("measure")) {
    if (argument_in(values).empty()) return;
    throw UsageError("map {}: expected --measure before it", argument_in(values));
  }
  MeasuredPart part;
  part.strategies = simulator::strategies_to_measure(argument_in(values), plan.strategies);
  part.cores = plan.cores.front();
  part.rounds = plan.quick ? rounds_needed() : 2 * rounds_needed();
  const double scale = static_cast<double>(plan.requests) / standard_requests(plan.quick);
  part.run_seconds = std::max(shortest_run_seconds, (plan.quick ? 1.5 : 10) * scale);
  plan.measured = std::move(part);
}

/// In quick maps few draws where chance plays no part, and intervals at the reference load.
MapPlan plan_from(const OptionValues& values, const std::vector<Workload>& workloads,
                  const CostProfile& profile) {
  MapPlan plan;
  plan.seed = values.count("seed");
  plan.quick = values.has("quick");
  plan.cores = cores_from(values);
  plan.loads = plan.quick ? std::vector<double>{0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95}
                          : std::vector<double>{0.05, 0.1, 0.2, 0.3,  0.4, 0.5,
                                                0.6,  0.7, 0.8, 0.85, 0.9, 0.95};
  plan.draws = plan.quick ? 7 : 20;
  if (values.has("draws")) plan.draws = static_cast<unsigned>(values.count("draws"));
  plan.other_draws = (plan.draws + 1) / 2;
  const double requests = standard_requests(plan.quick) * values.number("scale");
  plan.requests = static_cast<std::uint64_t>(std::max(50.0, requests));
  plan.strategies = strategies_from(values);
  for (const Workload& workload : workloads) plan.workloads[workload.name] = workload.content;
  plan.costs = standard_costs;
  plan.profile = to_json(profile);
  plan.revision = describe_machine().build.git_revision;
  plan.program = identity_of(own_program()).hash;
  add_measured_part(values, plan);
  return plan;
}

std::vector<Workload> workloads_from(const OptionValues& values) {
  return read_workloads(experiments_folder() / "workloads", values.has("workloads")
                                                                ? values.words("workloads")
                                                                : std::vector<std::string>());
}

simulator::MapToMake new_map(const OptionValues& values) {
  const auto workloads = workloads_from(values);
  const CostProfile profile = costs_named(standard_costs);
  simulator::MapToMake map{plan_from(values, workloads, profile), workloads, profile, {}};
  simulator::check_map(map);
  const std::string output = values.text_or_empty("output");
  map.folder = output.empty() ? new_run_path("map") : fs::path(output);
  return map;
}

/// Its cells must be of the same programs and workloads as those that are to come.
simulator::MapToMake earlier_map(const OptionValues& values) {
  for (const char* name :
       {"quick", "cores", "only", "workloads", "output", "seed", "scale", "draws"}) {
    if (values.given(name)) values.refuse(name, "nothing beside --resume, which keeps its own");
  }
  simulator::MapToMake map;
  map.folder = values.text("resume");
  map.plan = read_map_plan(map.folder);
  std::vector<std::string> names;
  for (const auto& [name, content] : map.plan.workloads.items()) names.push_back(name);
  map.workloads = read_workloads(experiments_folder() / "workloads", names);
  for (const Workload& workload : map.workloads) {
    if (same_content(workload.content, map.plan.workloads.at(workload.name))) continue;
    values.refuse("resume",
                  fmt::format("a map of the same workloads; {} has changed since", workload.name));
  }
  map.profile = costs_named(map.plan.costs);
  if (!same_content(to_json(map.profile), map.plan.profile)) {
    values.refuse("resume",
                  fmt::format("a map of the same costs; {} has changed since", map.plan.costs));
  }
  if (identity_of(own_program()).hash != map.plan.program) {
    values.refuse("resume", "a map that was begun by this program");
  }
  add_measured_part(values, map.plan);
  return map;
}

std::vector<std::string> without_model() {
  std::vector<std::string> names;
  for (const StrategyRow& row : strategies()) {
    if (simulator::why_no_model(row)) names.emplace_back(row.name);
  }
  return names;
}

void conclude(const simulator::MapToMake& to_make) {
  Map map = simulator::assembled(to_make);
  map.created_at = wall_time();
  map.machine.real_cores = describe_machine().hardware.cores;
  keep_caveats(caveats_of(map, to_make.plan, without_model(), simulator::designs_to_run().size()),
               map);
  write_map(map, to_make.folder);
  print_if_possible(stdout, "{}\n", table_of(map));
  for (const std::string& caveat : map.caveats) print_if_possible(stdout, "{}\n", caveat);
  print_if_possible(stdout, "\nmap in {}\n", to_make.folder.string());
}

/// All is checked: makes the folder of a new map, and keeps what an earlier one is to have besides.
void begin(const OptionValues& values, const simulator::MapToMake& map) {
  if (!values.has("resume")) ResultsFolder::create(map.folder);
  write_map_plan(map.plan, map.folder);
  point_latest_at(fs::absolute(map.folder), "map");
}

/// Before anything is begun that takes long.
void announce(const MeasuredCells& cells) {
  const auto size = cells.size();
  print_if_possible(stdout, "measures {} cells after it is simulated: {} runs, about {}\n",
                    size.cells, size.runs, format_time(size.seconds));
  std::fflush(stdout);
}

/// The exit code.
int measure(const MeasuredCells& cells, const simulator::MapToMake& map, Interrupt& interrupt) {
  HowFar counter("runs measured");
  const std::size_t failed = cells.measure(
      interrupt, [&](std::size_t finished, std::size_t all) { counter.show(finished, all); });
  if (failed == 0) return 0;
  print_if_possible(stderr, "bench: {} runs failed; their files in {} say why\n", failed,
                    (map.folder / "measured").string());
  return 1;
}

void simulate(const simulator::MapToMake& map, Interrupt& interrupt) {
  HowFar counter("parts");
  simulator::simulate_map(
      map, interrupt, [&](std::size_t finished, std::size_t all) { counter.show(finished, all); });
}

int make_map(const OptionValues& values) {
  Interrupt interrupt;
  const simulator::MapToMake map = values.has("resume") ? earlier_map(values) : new_map(values);
  std::optional<MeasuredCells> cells;
  if (map.plan.measured) cells.emplace(map);
  begin(values, map);
  if (cells) announce(*cells);
  int code = 0;
  try {
    simulate(map, interrupt);
    if (cells) code = measure(*cells, map, interrupt);
  } catch (const Interrupted& interrupted) {
    print_if_possible(stdout,
                      "broken off: what is finished is kept\ngo on with: {} map --resume {}\n",
                      own_program().string(), map.folder.string());
    return 128 + interrupted.signal;
  }
  conclude(map);
  return code;
}

}  // namespace

const Command map_command{
    "map",     "strategies by workloads by cores: which dispatch for which load",
    map_usage, map_options,
    1,         make_map};

}  // namespace dispatchbench::runner
