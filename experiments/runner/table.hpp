// The table at the end of a run: what summary.json says, for people.
#pragma once

#include <string>

#include "experiments/runner/json.hpp"

namespace dispatchbench::runner {

/// One line a strategy: requests/s with its interval, GB/s, p50, p99, busiest/mean worker, the
/// published ratio (if there is any) and ours. Ends with a newline. Columns that would be empty
/// are left out.
std::string table_of(const Json& summary);

}  // namespace dispatchbench::runner
