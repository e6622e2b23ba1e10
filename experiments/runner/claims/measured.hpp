// What the rows of a run come to, for the table of quantities. All throw CannotTell if the results
// do not have it; an estimate has no interval if there are too few values.
#pragma once

#include <optional>
#include <vector>

#include "experiments/runner/claims/evidence.hpp"
#include "experiments/runner/claims/quantity.hpp"
#include "experiments/runner/results/utilization.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

/// Every run of `of` over the median of `to` in its round, so that a slow minute hits both. Of
/// requests/s.
std::vector<double> rate_ratios(const Quantity& quantity, const Evidence& evidence);
Estimate rate_ratio(const Quantity& quantity, const Evidence& evidence);

/// The value of `over` at which the rate ratio passes 1, over all values in rising order.
Estimate rate_crossing(const Quantity& quantity, const Evidence& evidence);

/// `metric` of the row, `minus` taken off: the median over the runs.
Estimate metric_value(const Quantity& quantity, const Evidence& evidence);

/// Likewise, of `of` over the median of `to` in the same round; `to` may be at another point.
Estimate metric_ratio(const Quantity& quantity, const Evidence& evidence);

/// A percentile of the latency, over the single runs.
Estimate latency_percentile(const Quantity& quantity, const Evidence& evidence);

/// Over the single runs.
Estimate utilization(const Quantity& quantity, const Evidence& evidence,
                     std::optional<double> Utilization::*figure);

/// Connections of the worker with the most, over the mean.
Estimate fullest_over_mean(const Quantity& quantity, const Evidence& evidence);

/// The share of the runs in which some worker had `connections` of them or more.
Estimate runs_with_fullest(const Quantity& quantity, const Evidence& evidence);

/// The share of the requests that the `workers` busiest answered, most_busiest at the most.
Estimate busiest_share(const Quantity& quantity, const Evidence& evidence);

}  // namespace dispatchbench::runner
