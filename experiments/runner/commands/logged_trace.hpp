// What commands that take an access log share.
#pragma once

#include <string>

#include "base/option.hpp"
#include "base/option_values.hpp"

namespace dispatchbench::runner {

/// --format, of the log's lines.
Option log_format_option();

/// The trace that the log at `path` makes in the format that is asked for; what was missing there
/// and assumed instead is said on standard error. Throws UsageError, one line, if it cannot be
/// read, or no line has that format.
std::string logged_trace(const std::string& path, const OptionValues& values,
                         const std::string& command);

}  // namespace dispatchbench::runner
