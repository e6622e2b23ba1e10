// Which cells are measured as well, and what is made of the runs. Pure.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/map/map.hpp"
#include "experiments/runner/results/run.hpp"

namespace dispatchbench::runner {

/// Of one workload at so many cores, simulated: the best, the one in the middle and the worst by
/// p99. Fewer if there are no more.
std::vector<std::string> cells_to_check(const std::vector<Cell>& panel);

/// p99 of a run as it was measured, and simulated with the same requests; seconds.
struct P99Pair {
  double measured = 0;
  double simulated = 0;
};

/// Of the runs of a cell that went well, one at least. `pairs` may be empty. Load and folder are
/// left to the caller.
CellCheck check_of(const Runs& runs, const std::vector<P99Pair>& pairs);

}  // namespace dispatchbench::runner
