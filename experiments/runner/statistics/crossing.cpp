#include "experiments/runner/statistics/crossing.hpp"

#include <cmath>

namespace dispatchbench::runner {
namespace {

/// Above 1 as a whole: 1, below: -1, else 0.
int side_of(const Estimate& ratio) {
  if (ratio.low && *ratio.low > 1) return 1;
  return ratio.high && *ratio.high < 1 ? -1 : 0;
}

}  // namespace

std::optional<Estimate> crossing(const std::vector<RatioAt>& ratios) {
  const RatioAt* before = nullptr;
  std::optional<Estimate> found;
  for (const RatioAt& each : ratios) {
    if (side_of(each.ratio) == 0) continue;
    if (before != nullptr && side_of(each.ratio) != side_of(before->ratio)) {
      if (found) return std::nullopt;
      const double from = std::log(before->ratio.median), to = std::log(each.ratio.median);
      const double share = from / (from - to);
      found = {before->value + (each.value - before->value) * share, before->value, each.value};
    }
    before = &each;
  }
  return found;
}

}  // namespace dispatchbench::runner
