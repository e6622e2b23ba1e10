// Means, where theory speaks of them. Pure functions; `values` must not be empty.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

double mean(const std::vector<double>& values);

/// Of a sample: divided by one less than there are. Nothing for fewer than two values.
std::optional<double> standard_deviation(const std::vector<double>& values);

/// The mean as `median`, and Student's interval: where chance decides each value theory speaks of
/// the mean, and of it no interval is free of assumptions. None below rounds_needed() values.
Estimate mean_estimate(const std::vector<double>& values);

/// The share `found` of `all`, which are at least one, with Clopper and Pearson's interval (1934).
Estimate share_estimate(std::size_t found, std::size_t all);

}  // namespace dispatchbench::runner
