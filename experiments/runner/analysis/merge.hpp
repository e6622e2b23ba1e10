// Runs of one experiment on several machines, side by side. Pure.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/results/merged.hpp"

namespace dispatchbench::runner {

/// Of at least one run; nothing is computed from the figures of two machines.
Merged merge(const std::vector<FinishedRun>& runs);

/// Throws UsageError, one line, where two hold the very same measurements.
void refuse_same_twice(const std::vector<FinishedRun>& runs);

/// Why they are not runs of one experiment, a line each: another name, metric, baseline or option.
/// The machines may differ, and whatever compare() lets differ.
std::vector<std::string> differences_of_work(const std::vector<FinishedRun>& runs);

}  // namespace dispatchbench::runner
