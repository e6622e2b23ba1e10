// How narrow the intervals of a run are that goes on until they are. Pure.
#pragma once

#include <optional>
#include <vector>

#include "experiments/runner/results/metric.hpp"

namespace dispatchbench::runner {

/// The row with the widest interval of those whose interval counts: the ratios to the baseline, or
/// else the metric's values; not of rows that chance decides, whose spread is the result. Nothing
/// if no interval counts.
std::optional<WidestInterval> widest_interval(const std::vector<RowSummary>& rows,
                                              const Metric& metric);

/// Nothing of a run that goes through all rounds.
std::optional<StoppingState> stopping_state(const Stopping& stopping,
                                            const std::vector<RowSummary>& rows,
                                            const Metric& metric);

}  // namespace dispatchbench::runner
