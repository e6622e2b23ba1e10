// The experiment that measures cells of a map with sockets, on emulated cores.
#pragma once

#include <string>
#include <vector>

#include "simulator/map/make_map.hpp"

namespace dispatchbench::simulator {

/// Of `strategies` at `workload`, on the cores and at the load at which the map is measured, which
/// it is: the load of the simulated cells, for as long as the plan says. As a file of experiments/
/// would have it, but that the costs are in it.
runner::Json experiment_of(const runner::Workload& workload,
                           const std::vector<std::string>& strategies, const MapToMake& map);

}  // namespace dispatchbench::simulator
