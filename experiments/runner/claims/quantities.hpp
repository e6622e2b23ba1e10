// What the expressions of claims may speak of: results and theory, one table row a function.
#pragma once

#include <span>

#include "experiments/runner/claims/expression.hpp"

namespace dispatchbench::runner {

std::span<const Function> quantities();

}  // namespace dispatchbench::runner
