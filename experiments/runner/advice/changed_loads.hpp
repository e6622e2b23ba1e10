// What advice is asked for besides, for whoever wants to know what would change it.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/advice/description.hpp"

namespace dispatchbench::runner {

/// The same question with one thing changed, in words.
struct ChangedLoad {
  std::string what;
  Description description;
};

/// More and less of each thing that a load is described by, within the limits.
std::vector<ChangedLoad> changed_loads(const Description& asked);

}  // namespace dispatchbench::runner
