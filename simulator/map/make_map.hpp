// A map, simulated cell by cell; what is finished is kept, so that it can be gone on with.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "experiments/runner/map/map.hpp"
#include "experiments/runner/map/plan.hpp"
#include "experiments/runner/map/workload.hpp"
#include "experiments/runner/process/watch.hpp"
#include "machine/cost_profile.hpp"

namespace dispatchbench::simulator {

struct MapToMake {
  runner::MapPlan plan;
  std::vector<runner::Workload> workloads;
  CostProfile profile;
  std::filesystem::path folder;
};

/// Refuses what cannot be simulated, before a folder is made. Throws UsageError, one line.
void check_map(const MapToMake& map);

/// Simulates what is not finished yet. `progress` hears how many of how many parts are done. Throws
/// runner::Interrupted; what is finished is kept then.
void simulate_map(const MapToMake& map, runner::Interrupt& interrupt,
                  const std::function<void(std::size_t, std::size_t)>& progress);

/// Of the parts that are kept, graded. All of them must be there.
runner::Map assembled(const MapToMake& map);

}  // namespace dispatchbench::simulator
