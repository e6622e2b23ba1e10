// bench run EXPERIMENT: a run from its beginning.
#pragma once

#include "base/option_values.hpp"

namespace dispatchbench::runner {

/// Checks all that is asked for, writes the manifest and measures. Returns the exit code. Throws
/// UsageError before anything is started, and Interrupted before the first run.
int run_new(const OptionValues& values);

}  // namespace dispatchbench::runner
