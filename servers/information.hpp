// What dispatch_server prints about itself instead of serving.
#pragma once

#include <optional>
#include <string>

#include "base/option_values.hpp"

namespace dispatchbench {

/// The answer to --help, --version or a --list-…; nothing if none was asked for. Throws UsageError
/// for a --json that goes with nothing.
std::optional<std::string> information(const OptionValues& values);

}  // namespace dispatchbench
