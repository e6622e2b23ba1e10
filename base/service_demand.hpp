// The field of a request that says how much work its handler is to do: "Service-Demand: 5000us".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dispatchbench {

inline constexpr std::string_view service_demand_field = "Service-Demand";

/// No request may ask for more.
inline constexpr std::uint64_t largest_demand_ns = 10'000'000'000;

/// 5,000,000 ns → "5000us", 1,500 ns → "1.5us".
std::string format_service_demand(std::uint64_t ns);

/// Decimal microseconds with at most three digits behind the point, and "us". Nothing if malformed,
/// or above largest_demand_ns.
std::optional<std::uint64_t> parse_service_demand(std::string_view value) noexcept;

}  // namespace dispatchbench
