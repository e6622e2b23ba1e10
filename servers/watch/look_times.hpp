// When to look: at random moments, and not too often for what a look costs. Pure.
#pragma once

#include <algorithm>
#include <cstdint>

#include "strategies/placement/random.hpp"

namespace dispatchbench {

/// One moment in each interval, any of which is as likely: whatever comes and goes in step with the
/// looks is seen as often as it is there. Intervals grow until looks take a hundredth of a
/// processor, by the mean of all of them, so that what one finds does not decide when the next is.
class LookTimes {
 public:
  /// `interval_ns` is 1 ms at least.
  LookTimes(std::int64_t start_ns, std::int64_t interval_ns, std::uint64_t seed) noexcept
      : random_(seed), least_ns_(interval_ns), begins_ns_(start_ns), interval_ns_(interval_ns) {
    draw();
  }

  std::int64_t due_ns() const noexcept { return due_ns_; }

  /// A look ended at `now_ns` and took so much processor time.
  void looked(std::int64_t now_ns, std::int64_t cost_ns) noexcept {
    begins_ns_ = std::max(begins_ns_ + interval_ns_, now_ns);
    costs_ns_ += cost_ns;
    interval_ns_ = std::max(least_ns_, dear * (costs_ns_ / ++looks_));
    draw();
  }

 private:
  static constexpr std::int64_t dear = 100;

  void draw() noexcept {
    due_ns_ = begins_ns_ +
              static_cast<std::int64_t>(random_.below(static_cast<std::size_t>(interval_ns_)));
  }

  Random random_;
  const std::int64_t least_ns_;
  std::int64_t begins_ns_;
  std::int64_t interval_ns_;
  std::int64_t due_ns_ = 0;
  std::int64_t costs_ns_ = 0;  // of all looks
  std::int64_t looks_ = 0;
};

}  // namespace dispatchbench
