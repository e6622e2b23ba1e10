#include "strategies/runtime/late_news.hpp"

#include <new>

#include "base/clock.hpp"

namespace dispatchbench {

void LateNews::say(const Said& said) noexcept {
  const std::lock_guard lock(mutex_);
  receive();
  try {
    under_way_.push_back({monotonic_ns() + delay_ns_, said});
  } catch (const std::bad_alloc&) {
  }
}

LateNews::Said LateNews::heard() const noexcept {
  const std::lock_guard lock(mutex_);
  receive();
  return heard_;
}

void LateNews::receive() const noexcept {
  const std::int64_t now_ns = monotonic_ns();
  while (!under_way_.empty() && under_way_.front().arrives_ns <= now_ns) {
    heard_ = under_way_.front().said;
    under_way_.pop_front();
  }
}

}  // namespace dispatchbench
