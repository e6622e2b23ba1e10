// Work that a request asks the server's handler to do.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/service_demand.hpp"
#include "workload/distribution.hpp"

namespace dispatchbench::workload {

/// Nothing if malformed, or if a time in it is above largest_demand_ns. What is drawn above that is
/// cut down to it.
std::optional<Distribution> parse_demand(std::string_view text);

/// What parse_demand accepts, for error messages.
std::string demand_syntax();

}  // namespace dispatchbench::workload
