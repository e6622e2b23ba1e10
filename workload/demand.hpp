// Work that a request asks the server's handler to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "workload/distribution.hpp"

namespace dispatchbench::workload {

/// A server refuses more of one request: what is drawn above it is cut down to it.
inline constexpr std::uint64_t largest_demand_ns = 10'000'000'000;

/// Nothing if malformed, or if a time in it is above largest_demand_ns.
std::optional<Distribution> parse_demand(std::string_view text);

/// What parse_demand accepts, for error messages.
std::string demand_syntax();

}  // namespace dispatchbench::workload
