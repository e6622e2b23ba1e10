// The loads from which costs are told apart: each differs from others in one thing.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

struct CalibrationLoad {
  std::string strategy;
  Json server;  ///< options
  Json load;
};

std::vector<CalibrationLoad> calibration_loads();

}  // namespace dispatchbench::runner
