// What claims may speak of: results and theory, one table row a quantity.
#pragma once

#include <span>

#include "experiments/runner/claims/quantity.hpp"

namespace dispatchbench::runner {

std::span<const QuantityKind> quantities();

/// With its interval; that of a plain number is the number itself. Throws CannotTell.
Estimate value_of(const Operand& operand, const Evidence& evidence);

}  // namespace dispatchbench::runner
