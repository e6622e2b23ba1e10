// A figure over the runs of a row, and the runs of two rows set against each other round by round,
// so that a slow minute of the machine hits both. Pure.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "experiments/runner/results/metric.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

/// A figure of a run that went well, such as a metric's; nothing where it does not say.
using Figure = std::function<std::optional<double>(const MeasuredRun&)>;

/// Of the runs that say it, in their order.
std::vector<double> values_of(const Runs& runs, const Figure& figure);

/// The median over the runs that say it; nothing if none does.
std::optional<double> median_of(const Runs& runs, const Figure& figure);

/// The median of each key's values; there must be some.
template <class Key>
std::map<Key, double> medians_of(const std::map<Key, std::vector<double>>& values) {
  std::map<Key, double> medians;
  for (const auto& [key, own] : values) medians[key] = median(own);
  return medians;
}

/// The median of `figure` over a round's repeats that say it, by round.
std::map<unsigned, double> by_round(const Runs& runs, const Figure& figure);

/// The metric of every run over that of `others` in its round; values of zero have no ratio.
/// Repeats of a row are not merged first: where chance decides a run, the median of medians is a
/// value that hardly any run has.
std::vector<double> paired_ratios(const Runs& runs, const Runs& others, const Metric& metric);

}  // namespace dispatchbench::runner
