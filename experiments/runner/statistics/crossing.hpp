// Where two rows cross along an option that varies: the value at which their ratio passes 1. Pure.
#pragma once

#include <optional>
#include <vector>

#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

/// A ratio, and the value of the option at which it was measured.
struct RatioAt {
  double value = 0;
  Estimate ratio;
};

/// `ratios` rise by value. The bounds are the last value at which the whole interval lies on the
/// first one's side of 1 and the next at which it lies on the other; between them the logarithm of
/// the ratio is taken as a straight line. Nothing unless there is exactly one such change.
std::optional<Estimate> crossing(const std::vector<RatioAt>& ratios);

}  // namespace dispatchbench::runner
