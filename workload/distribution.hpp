// A distribution of times or sizes: what request k draws, and its moments for formulas.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/distribution_text.hpp"
#include "workload/draw.hpp"

namespace dispatchbench::workload {

/// Immutable, any thread. Times are in ns, sizes in bytes.
class Distribution {
 public:
  /// Always 0.
  explicit Distribution(Quantity quantity = Quantity::time) noexcept : quantity_(quantity) {}

  /// See parse_distribution(); nothing if malformed or out of bounds.
  static std::optional<Distribution> parse(std::string_view text, Quantity quantity);

  /// What request `k` draws: at most largest(), and at least 1 byte of a size that is drawn.
  std::uint64_t at(std::uint64_t seed, Stream stream, std::uint64_t k) const noexcept;

  /// The same, with what is drawn above `most` cut down to it.
  Distribution capped(std::uint64_t most) const noexcept;

  /// The most that at() can give.
  std::uint64_t largest() const noexcept;

  /// Always 0: off.
  bool none() const noexcept { return form_ == DistributionForm{}; }

  /// Of the distribution as written, its tail not capped: infinite where it is.
  double mean() const noexcept;

  /// Variance / mean², of the same; 0 if always the same, 1 if exponential.
  double squared_variation() const noexcept;

  /// Text that parses back to the same.
  std::string text() const { return format_distribution(form_, quantity_); }

 private:
  Distribution(const DistributionForm& form, Quantity quantity) noexcept;

  std::uint64_t capped_amount(double amount) const noexcept;

  DistributionForm form_;
  Quantity quantity_;
  std::uint64_t most_ = 0;
};

/// Throws UsageError: "--NAME TEXT: expected …".
Distribution distribution_option(std::string_view name, std::string_view text, Quantity quantity);

}  // namespace dispatchbench::workload
