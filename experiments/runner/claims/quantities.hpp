// What claims may speak of: results and theory, one table row a quantity.
#pragma once

#include <span>
#include <string_view>

#include "experiments/runner/claims/claim.hpp"
#include "experiments/runner/claims/evidence.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

struct QuantityKind {
  std::string_view name;
  std::span<const std::string_view> keys;  ///< of a claim's file, beside "quantity"
  std::string_view about;                  ///< one line for people
  /// Without an interval if there are too few values. Throws CannotTell if there is none.
  Estimate (*measure)(const Quantity&, const Evidence&);
};

std::span<const QuantityKind> quantities();

/// With its interval; that of a plain number is the number itself. Throws CannotTell.
Estimate value_of(const Operand& operand, const Evidence& evidence);

}  // namespace dispatchbench::runner
