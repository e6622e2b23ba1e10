// A trace, described: what advice needs to know of it.
#pragma once

#include <filesystem>

#include "experiments/runner/advice/description.hpp"

namespace dispatchbench::runner {

/// Connections, mean demand and rate are the trace's; cores and load are left to the caller. Throws
/// UsageError, one line, if it is none, or says of no request how much work it is.
Description described_by_trace(const std::filesystem::path& file);

}  // namespace dispatchbench::runner
