// --server-on, --load-on and what belongs to them.
#pragma once

#include <optional>

#include "base/option_values.hpp"
#include "experiments/runner/results/manifest.hpp"

namespace dispatchbench::runner {

/// The value of --server-on and --load-on that takes the allocation.
inline constexpr const char* slurm_hosts = "slurm";

OptionTable hosts_options();

/// Which hosts are asked for, without what they are; nothing if all is to be on this one. Throws
/// UsageError.
std::optional<HostsUsed> hosts_from(const OptionValues& values);

/// The address of `host`, as this one knows it: of version 4. Nothing if nobody knows it.
std::optional<std::string> address_of(const std::string& host);

}  // namespace dispatchbench::runner
