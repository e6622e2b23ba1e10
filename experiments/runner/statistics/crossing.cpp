#include "experiments/runner/statistics/crossing.hpp"

#include <cmath>

namespace dispatchbench::runner {

std::optional<Estimate> crossing(const std::vector<RatioAt>& ratios) {
  const RatioAt* before = nullptr;
  std::optional<Estimate> found;
  for (const RatioAt& each : ratios) {
    const Difference side = difference(each.ratio);
    if (side != Difference::more && side != Difference::less) continue;
    if (before != nullptr && side != difference(before->ratio)) {
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
