// What claims may speak of: results and theory, one table row a quantity.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "experiments/runner/claims/evidence.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

struct QuantityKind;

/// A number that results or theory give. Its kind says which of the other members count.
struct Quantity {
  const QuantityKind* kind = nullptr;  ///< a row of the table below
  std::string of;                      ///< a row of the experiment
  Json at = Json::object();  ///< at which point, {"load.connections": 32}, besides the claim's
  std::string to;            ///< the row at the same point that `of` is divided by
  std::string over;          ///< the varied option along which the two cross
  double percentile = 0;
  std::uint64_t connections = 0;  ///< that a hash places on
  std::uint64_t listeners = 0;
};

using Operand = std::variant<double, Quantity>;

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
