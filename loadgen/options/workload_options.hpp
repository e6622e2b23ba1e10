// What is to be sent, as the command line, a mix or a trace says it.
#pragma once

#include "base/option_values.hpp"
#include "loadgen/options/options.hpp"

namespace dispatchbench::loadgen {

/// The connections, and everything about them that a mix or a trace could say instead. Reads those
/// files. Throws UsageError.
void read_workload(const OptionValues& values, Options& options);

}  // namespace dispatchbench::loadgen
