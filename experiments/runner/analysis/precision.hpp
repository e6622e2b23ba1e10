// How narrow the intervals of a run are that goes on until they are. Pure.
#pragma once

#include <optional>
#include <vector>

#include "experiments/runner/results/metric.hpp"

namespace dispatchbench::runner {

/// Nothing of a run that goes through all rounds.
std::optional<StoppingState> stopping_state(const std::optional<Stopping>& stopping,
                                            const std::vector<RowSummary>& rows,
                                            const Metric& metric);

}  // namespace dispatchbench::runner
