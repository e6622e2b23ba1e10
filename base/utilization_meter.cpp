#include "base/utilization_meter.hpp"

#include <algorithm>
#include <utility>

namespace dispatchbench {

double UtilizationMeter::next(std::int64_t busy_ns, std::int64_t interval_ns) noexcept {
  const std::int64_t due = busy_ns - std::exchange(seen_ns_, busy_ns) + carry_ns_;
  const std::int64_t fits = std::clamp<std::int64_t>(due, 0, interval_ns);
  carry_ns_ = due - fits;
  return static_cast<double>(fits) / static_cast<double>(interval_ns);
}

}  // namespace dispatchbench
