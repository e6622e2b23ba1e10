// machine.json: what a real machine's costs were measured to be.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "machine/costs.hpp"

namespace dispatchbench {

/// Nanoseconds of processor time, and the 95 % interval.
struct MeasuredCost {
  double ns = 0;
  double low = 0;
  double high = 0;

  /// An interval that reaches zero does not show that there is a cost.
  bool significant() const noexcept { return low > 0; }
};

using MeasuredCosts = std::array<MeasuredCost, event_count>;

struct CostProfile {
  static constexpr int schema_version = 1;

  std::string cpu;  ///< of the machine that was measured
  unsigned processors = 0;
  std::string kernel;
  MeasuredCosts measured{};  ///< client and server on a processor each, if there were two
  /// … and on one: whatever both touch, as a socket, then stays in its caches. Not in every
  /// profile.
  std::optional<MeasuredCosts> measured_on_one{};

  MeasuredCost& of(Event event) noexcept { return measured[static_cast<std::size_t>(event)]; }
  const MeasuredCost& of(Event event) const noexcept {
    return measured[static_cast<std::size_t>(event)];
  }
  Costs costs() const noexcept;
  /// On a machine of so many cores. Those that were measured on one processor hold where client and
  /// server share the only core there is. Where they share K, one byte in K has both its ends on
  /// the same core by chance, and costs are in between; events, which differ by who has to be
  /// woken, cost what they do on two processors.
  Costs costs_on(unsigned cores, bool client_shares) const noexcept;
};

/// Throws std::runtime_error with one line that says what is wrong with the file.
CostProfile read_cost_profile(const std::filesystem::path& file);
CostProfile parse_cost_profile(const nlohmann::json& json);

nlohmann::ordered_json to_json(const CostProfile& profile);

}  // namespace dispatchbench
