// Strategies to copy from. They do what the shortest that is right would do; every hook is
// explained. They are compiled and pass the conformance tests, but no command line offers them.
#pragma once

#include <vector>

#include "strategies/registry.hpp"

namespace dispatchbench {

/// One of parts, with a placement of its own, and one with a loop of its own.
const std::vector<StrategyRow>& skeletons();

}  // namespace dispatchbench
