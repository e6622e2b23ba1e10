// What theory expects of a run, where it has a formula for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/runs/run_input.hpp"

namespace dispatchbench::simulator {

/// Seconds from when a request is due to its answer; nothing where there is no formula.
struct Expected {
  std::string model;  ///< "M/M/16", "16 x M/D/1"
  double mean_seconds = 0;
  std::optional<double> p99_seconds;
};

/// Of Poisson arrivals, each on any connection, at a server whose only cost is demand. Connections
/// are kept, and each worker's share of them is its share of the load: `shares`, which add up to 1
/// (one queue for all workers needs none). Nothing where that is not so, or a worker gets more than
/// it can do: there is no steady state then.
std::optional<Expected> expected_of(const RunInput& input, const std::vector<double>& shares);

}  // namespace dispatchbench::simulator
