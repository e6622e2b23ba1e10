// What stands below the table: what its columns mean, the noise, chance, costs, marks in words, and
// what could not be concluded.
#pragma once

#include <string>

#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

/// Lines, each of which ends with a newline; what has nothing to say is left out.
std::string notes_of(const Summary& summary);

}  // namespace dispatchbench::runner
