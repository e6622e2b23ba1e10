// bench run --resume DIR: what is left of a run that was broken off.
#pragma once

#include "base/option_values.hpp"

namespace dispatchbench::runner {

/// With what its manifest says, once nothing has changed since. Returns the exit code. Throws
/// UsageError before anything is started, and Interrupted before the first run.
int run_on(const OptionValues& values);

}  // namespace dispatchbench::runner
