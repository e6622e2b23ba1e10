// simulate EXPERIMENT: what its runs come to without sockets, in a results folder like bench's.
#pragma once

#include <string>

#include "base/option_values.hpp"

namespace dispatchbench::simulator {

/// All but --help.
OptionTable simulate_options();

std::string simulate_usage();

/// Returns the exit code. Throws UsageError for what the user got wrong, before anything is
/// written.
int simulate_experiment(const OptionValues& values);

/// --beside DIR: simulates the runs that were measured there, prints both, and writes theory.json
/// there. As simulate_experiment().
int simulate_beside(const OptionValues& values);

}  // namespace dispatchbench::simulator
