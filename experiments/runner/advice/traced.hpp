// A trace, described: what advice needs to know of it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "experiments/runner/advice/description.hpp"

namespace dispatchbench::runner {

/// Connections, mean demand and rate are the trace's; cores and load are left to the caller.
/// `named` is what it is called, for `file` may have been made of something else, and `option` the
/// one that names it. Throws UsageError, one line, if it is none, or says of no request how much
/// work it is.
Description described_by_trace(const std::filesystem::path& file, const std::string& named,
                               std::string_view option);

}  // namespace dispatchbench::runner
