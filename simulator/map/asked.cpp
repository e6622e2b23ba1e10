#include "simulator/map/asked.hpp"

#include "base/each.hpp"
#include "experiments/runner/map/grading.hpp"
#include "simulator/map/designs.hpp"
#include "simulator/map/mapped_cell.hpp"
#include "simulator/map/team.hpp"

namespace dispatchbench::simulator {

std::vector<std::vector<runner::Cell>> simulate_described(
    const std::vector<runner::Description>& descriptions, const Asking& asking,
    runner::Interrupt& interrupt, const std::function<void(std::size_t, std::size_t)>& progress) {
  const auto strategies = modelled_strategies();
  const auto workloads = each(descriptions, runner::workload_of);
  std::vector<std::vector<runner::Cell>> panels(descriptions.size(),
                                                std::vector<runner::Cell>(strategies.size()));
  const MapSetting setting{asking.profile, asking.requests};
  const auto simulate = [&](std::size_t task, const GoOn& go_on) {
    const std::size_t asked = task / strategies.size();
    const std::size_t which = task % strategies.size();
    const double load = descriptions[asked].load;
    const MapGrid grid{{load}, load, asking.draws, 1, asking.seed};
    MappedRun run;
    run.strategy = strategies[which]->name;
    run.workload = &workloads[asked];
    run.cores = descriptions[asked].cores;
    check_mapped(run, setting);
    panels[asked][which] = simulate_cell(run, grid, setting, go_on);
  };
  const std::size_t cells = panels.size() * strategies.size();
  progress(0, cells);
  do_all(cells, simulate, interrupt, [&](std::size_t finished) { progress(finished, cells); });
  for (std::size_t i = 0; i < panels.size(); ++i) {
    runner::MappedWorkload workload;
    workload.mean_service_seconds = workloads[i].mean_service_seconds(asking.profile.costs());
    workload.blocks = descriptions[i].blocked_share > 0;
    runner::grade(panels[i], workload);
  }
  return panels;
}

}  // namespace dispatchbench::simulator
