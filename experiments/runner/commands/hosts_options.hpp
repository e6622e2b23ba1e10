// --server-on, --load-on and what belongs to them.
#pragma once

#include <optional>

#include "base/option_values.hpp"
#include "experiments/runner/results/manifest.hpp"

namespace dispatchbench::runner {

OptionTable hosts_options();

/// Which hosts are asked for, without what they are; nothing if all is to be on this one. Throws
/// UsageError.
std::optional<HostsUsed> hosts_from(const OptionValues& values);

}  // namespace dispatchbench::runner
