// Estimates as result files hold them.
#pragma once

#include <vector>

#include "experiments/runner/results/json.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

/// {median, low, high, values}; low and high are null where there is no interval.
Json to_json(const Estimate& estimate, const std::vector<double>& values);

/// The inverse; nothing if `estimate` has no median.
std::optional<Estimate> estimate_in(const Json& estimate);

}  // namespace dispatchbench::runner
