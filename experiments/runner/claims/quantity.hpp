// What a condition of a claim speaks of: a number that results or theory give.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "experiments/runner/claims/evidence.hpp"
#include "experiments/runner/results/metric.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

struct QuantityKind;

/// A number that results or theory give. Its kind says which of the other members count.
struct Quantity {
  const QuantityKind* kind = nullptr;  ///< a row of quantities()
  std::string of;                      ///< a row of the experiment
  Json at = Json::object();     ///< at which point, {"load.connections": 32}, besides the claim's
  std::string to;               ///< the row that `of` is divided by, at the same point …
  Json to_at = Json::object();  ///< … but for what is said here
  std::string over;             ///< the varied option along which the two cross
  const Metric* metric = nullptr;  ///< the figure of the rows
  double minus = 0;                ///< what is taken off it: a latency without it is waiting
  double percentile = 0;
  std::size_t workers = 1;        ///< so many of the busiest
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

/// What claims may speak of: results and theory, one table row a quantity.
std::span<const QuantityKind> quantities();

/// With its interval; that of a plain number is the number itself. Throws CannotTell.
Estimate value_of(const Operand& operand, const Evidence& evidence);

}  // namespace dispatchbench::runner
