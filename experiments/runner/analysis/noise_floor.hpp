// What this machine shows as a difference where there is none: one thing measured under two names.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/analysis/paired_runs.hpp"
#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// Two rows that differ in name alone.
struct Twins {
  std::string first;
  std::string second;
  Json point;
  Runs runs_of_first;
  Runs runs_of_second;
};

/// A row each of {first, second, point, rounds, ratio, spread, rounds_to_detect}: the ratio of
/// second to first with its interval (corrected for `comparisons` and all pairs of twins), the
/// robust standard deviation of its logarithm over the rounds, and how many rounds a difference of
/// 1, 2 and 5 % would need (null: more than 1000). Of fewer than six rounds, which have no
/// interval, neither of the last two is told.
Json noise_floor(const std::vector<Twins>& twins, unsigned comparisons);

}  // namespace dispatchbench::runner
