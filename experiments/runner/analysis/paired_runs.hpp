// Runs of two rows set against each other round by round, so that a slow minute of the machine hits
// both. Pure.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "experiments/runner/results/metric.hpp"

namespace dispatchbench::runner {

/// A figure of a run that went well, such as a metric's; nothing where it does not say.
using Figure = std::function<std::optional<double>(const MeasuredRun&)>;

/// The median of `figure` over a round's repeats that say it, by round.
std::map<unsigned, double> by_round(const Runs& runs, Figure figure);

/// The metric of every run over that of `others` in its round; values of zero have no ratio.
/// Repeats of a row are not merged first: where chance decides a run, the median of medians is a
/// value that hardly any run has.
std::vector<double> paired_ratios(const Runs& runs, const Runs& others, const Metric& metric);

}  // namespace dispatchbench::runner
