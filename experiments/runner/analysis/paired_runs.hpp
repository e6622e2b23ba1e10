// Runs of two rows set against each other round by round, so that a slow minute of the machine hits
// both. Pure.
#pragma once

#include <map>
#include <vector>

#include "experiments/runner/results/run.hpp"

namespace dispatchbench::runner {

/// A figure of a run that went well, such as requests_per_second.
using Figure = double (*)(const MeasuredRun&);

/// The median of `figure` over a round's repeats, by round.
std::map<unsigned, double> by_round(const Runs& runs, Figure figure);

/// The requests/s of every run over those of `others` in its round. Repeats of a row are not merged
/// first: where chance decides a run, the median of medians is a value that hardly any run has.
std::vector<double> paired_ratios(const Runs& runs, const Runs& others);

}  // namespace dispatchbench::runner
