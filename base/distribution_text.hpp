// Distributions as people write them: 5ms, exponential:5ms, pareto:100kB,1.5.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dispatchbench {

/// What is drawn.
enum class Quantity {
  time,  ///< nanoseconds
  size   ///< bytes
};

/// A distribution in numbers. Times are in ns, sizes in bytes.
struct DistributionForm {
  enum class Kind { fixed, uniform, exponential, lognormal, bimodal, pareto };

  Kind kind = Kind::fixed;
  std::uint64_t first = 0;   ///< the value, a, the mean, A or the scale
  std::uint64_t second = 0;  ///< b or B
  double number = 0;         ///< sigma, P or the shape

  bool operator==(const DistributionForm&) const = default;
};

/// A fixed time may be up to 1440m, and so may drawn ones; a fixed size up to 1 TB, drawn ones
/// up to 1 GB, for one such body would outlast the run.
std::uint64_t largest_fixed(Quantity quantity) noexcept;
std::uint64_t largest_drawn(Quantity quantity) noexcept;

/// "V", "uniform:A,B" (A <= B), "exponential:MEAN", "lognormal:MEAN,SIGMA" (MEAN of the
/// distribution, SIGMA of the logarithm, 0.01 to 10), "bimodal:P:A,B" (A with probability P) or
/// "pareto:SCALE,SHAPE" (a shape from 0.01 to 1000). The others are times or sizes above zero; A
/// and B of times may be 0. Nothing if malformed or out of bounds.
std::optional<DistributionForm> parse_distribution(std::string_view text, Quantity quantity);

/// Parses back to the same.
std::string format_distribution(const DistributionForm& form, Quantity quantity);

/// What parse_distribution() accepts, for error messages.
std::string_view distribution_syntax(Quantity quantity) noexcept;

}  // namespace dispatchbench
