// How large the bodies are: a fixed size, or drawn from a distribution.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dispatchbench::loadgen {

/// Drawn sizes are at least 1 byte and at most this: Pareto's tail has no end of its own, and one
/// such body would outlast the run. A fixed size may be larger, up to another bound.
inline constexpr std::uint64_t largest_drawn_body = 1'000'000'000;
inline constexpr std::uint64_t largest_fixed_body = 1'000'000'000'000;

/// The size of every request's body, a function of the seed and the request's number alone: the
/// same run sends the same bytes however its requests are shared out. Immutable, any thread.
class BodySize {
 public:
  /// "40MB", "uniform:a,b", "exponential:mean" or "pareto:scale,shape" (a, b, mean and scale are
  /// sizes above zero, a <= b; shape is a plain number from 0.01 to 1000). Nothing if malformed or
  /// out of bounds.
  static std::optional<BodySize> parse(std::string_view text);

  /// Body bytes of request `number` (0…).
  std::uint64_t of(std::uint64_t seed, std::uint64_t number) const noexcept;

  /// The most that of() can give.
  std::uint64_t largest() const noexcept;

  /// Text that parses back to the same.
  std::string text() const;

 private:
  enum class Kind { fixed, uniform, exponential, pareto };

  Kind kind_ = Kind::fixed;
  std::uint64_t first_ = 0;   // size, a, mean or scale
  std::uint64_t second_ = 0;  // b
  double shape_ = 0;
};

/// What BodySize::parse accepts, for error messages.
inline constexpr std::string_view body_size_syntax =
    "a size up to 1TB such as 40MB, or uniform:1kB,2MB, exponential:1MB or pareto:100kB,1.5 (sizes "
    "up to 1GB, a shape from 0.01 to 1000)";

}  // namespace dispatchbench::loadgen
