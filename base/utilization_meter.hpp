// Busy time as shares of equal samples, as every timeline of utilization has them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

namespace dispatchbench {

/// Shares a growing busy time out over samples of equal length so that none leaves 0..1: what does
/// not fit into a sample, because time was booked late, is carried to the next. One a thread that
/// is sampled; used from one thread.
class UtilizationMeter {
 public:
  /// What was used before sampling began counts for no sample.
  explicit UtilizationMeter(std::int64_t seen_ns = 0) noexcept : seen_ns_(seen_ns) {}

  /// The share of the next sample, by whose end `busy_ns` have been used in all.
  double next(std::int64_t busy_ns, std::int64_t interval_ns) noexcept {
    const std::int64_t due = busy_ns - std::exchange(seen_ns_, busy_ns) + carry_ns_;
    const std::int64_t fits = std::clamp<std::int64_t>(due, 0, interval_ns);
    carry_ns_ = due - fits;
    return static_cast<double>(fits) / static_cast<double>(interval_ns);
  }

 private:
  std::int64_t seen_ns_;
  std::int64_t carry_ns_ = 0;
};

}  // namespace dispatchbench
