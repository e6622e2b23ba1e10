#include "simulator/map/make_map.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "experiments/runner/map/explained.hpp"
#include "experiments/runner/map/grading.hpp"
#include "simulator/map/designs.hpp"
#include "simulator/map/mapped_cell.hpp"
#include "simulator/map/team.hpp"

namespace dispatchbench::simulator {
namespace {

using runner::Workload;

/// Of the map: a cell, or without a strategy the shares of choices.
struct Part {
  std::string strategy;
  const Workload* workload = nullptr;
  unsigned cores = 1;
};

/// The largest first, so that no thread is left with one at the end.
std::vector<Part> parts_of(const MapToMake& map) {
  std::vector<unsigned> cores = map.plan.cores;
  std::sort(cores.rbegin(), cores.rend());
  std::vector<Part> parts;
  for (const unsigned count : cores) {
    for (const Workload& workload : map.workloads) {
      parts.push_back({"", &workload, count});
      for (const std::string& name : map.plan.strategies) parts.push_back({name, &workload, count});
    }
  }
  return parts;
}

MapGrid grid_of(const runner::MapPlan& plan) {
  return {plan.loads, plan.reference_load, plan.draws, plan.other_draws, plan.seed};
}

bool is_kept(const Part& part, const MapToMake& map) {
  if (part.strategy.empty()) {
    return runner::kept_choices(map.folder, part.workload->name, part.cores).has_value();
  }
  return runner::kept_cell(map.folder, part.strategy, part.workload->name, part.cores).has_value();
}

void simulate_choices(const Part& part, const MapToMake& map, const GoOn& go_on) {
  const MapSetting setting{map.profile, std::max<std::uint64_t>(1, map.plan.requests / 2)};
  std::vector<runner::Design> designs;
  for (const DesignToRun& design : designs_to_run()) {
    const MappedRun run{design.strategy, design.parts, part.workload, part.cores, std::nullopt, 1};
    designs.push_back({design.choices, log_p99_of_draws(run, grid_of(map.plan), setting, go_on)});
  }
  runner::ExplainedCell explained = explained_by_choices(designs);
  explained.workload = part.workload->name;
  explained.cores = part.cores;
  runner::keep_choices(explained, map.folder);
}

MappedRun run_of(const Part& part) {
  MappedRun run;
  run.strategy = part.strategy;
  run.workload = part.workload;
  run.cores = part.cores;
  return run;
}

void simulate_part(const Part& part, const MapToMake& map, const GoOn& go_on) {
  if (part.strategy.empty()) return simulate_choices(part, map, go_on);
  const MapSetting setting{map.profile, map.plan.requests};
  runner::keep_cell(simulate_cell(run_of(part), grid_of(map.plan), setting, go_on), map.folder);
}

runner::MappedWorkload described(const Workload& workload, const Costs& costs) {
  return {workload.name,
          workload.title,
          workload.description,
          workload.mean_service_seconds(costs),
          workload.connections_per_core,
          workload.requests_per_connection(),
          workload.threads_per_core,
          workload.load.at("demand").get<std::string>(),
          workload.load.value("arrivals", std::string(standard_arrivals)),
          workload.blocked_share > 0,
          workload.placement_delay};
}

void add_panel(const Workload& workload, unsigned cores, const MapToMake& map,
               runner::Map& assembled) {
  std::vector<runner::Cell> panel;
  for (const runner::MappedStrategy& strategy : assembled.strategies) {
    auto cell = runner::kept_cell(map.folder, strategy.name, workload.name, cores);
    if (!cell) continue;
    cell->measured = runner::kept_check(map.folder, *cell);
    panel.push_back(std::move(*cell));
  }
  if (!panel.empty()) {
    runner::grade(panel, described(workload, map.profile.costs()));
  }
  std::move(panel.begin(), panel.end(), std::back_inserter(assembled.cells));
  if (auto choices = runner::kept_choices(map.folder, workload.name, cores)) {
    assembled.choices.push_back(std::move(*choices));
  }
}

}  // namespace

void check_map(const MapToMake& map) {
  const MapSetting setting{map.profile, map.plan.requests};
  for (const Part& part : parts_of(map)) {
    if (part.strategy.empty()) continue;
    check_mapped(run_of(part), setting);
  }
}

void simulate_map(const MapToMake& map, runner::Interrupt& interrupt,
                  const std::function<void(std::size_t, std::size_t)>& progress) {
  std::vector<Part> parts = parts_of(map);
  const std::size_t all = parts.size();
  std::erase_if(parts, [&](const Part& part) { return is_kept(part, map); });
  const std::size_t before = all - parts.size();
  do_all(
      parts.size(), [&](std::size_t i, const GoOn& go_on) { simulate_part(parts[i], map, go_on); },
      interrupt, [&](std::size_t finished) { progress(before + finished, all); });
}

runner::Map assembled(const MapToMake& map) {
  const runner::MapPlan& plan = map.plan;
  runner::Map result;
  result.title = "Which dispatch for which load";
  result.revision = plan.revision;
  result.machine.costs = map.profile.cpu;
  result.seed = plan.seed;
  result.quick = plan.quick;
  result.cores = plan.cores;
  result.loads = plan.loads;
  result.reference_load = plan.reference_load;
  for (const std::string& name : plan.strategies) {
    result.strategies.push_back(described(*find_strategy(name)));
  }
  for (const Workload& workload : map.workloads) {
    result.workloads.push_back(described(workload, map.profile.costs()));
    for (const unsigned cores : plan.cores) add_panel(workload, cores, map, result);
  }
  return result;
}

}  // namespace dispatchbench::simulator
