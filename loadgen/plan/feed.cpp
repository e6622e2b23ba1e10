#include "loadgen/plan/feed.hpp"

namespace dispatchbench::loadgen {

Feed::Feed(const GroupPlan& plan, unsigned thread, unsigned threads)
    : plan_(&plan), thread_(thread), threads_(threads), warmup_(plan.warmup_ns() > 0) {
  find_next();
}

std::optional<std::int64_t> Feed::due_ns() const noexcept {
  if (!next_) return std::nullopt;
  return next_->due_ns;
}

ScheduledRequest Feed::take() {
  const ScheduledRequest request = *next_;
  slot_.reset();
  if (!plan_->any_connection()) slot_ = plan_->first_slot() + plan_->connection_of(request.number);
  find_next();
  return request;
}

bool Feed::is_mine(std::uint64_t number) const noexcept {
  if (plan_->any_connection()) return number % threads_ == thread_;
  return (plan_->first_slot() + plan_->connection_of(number)) % threads_ == thread_;
}

/// The warm-up has as many as fall due in it, at most one round of a trace.
void Feed::find_next() {
  next_.reset();
  while (plan_->has(number_, warmup_) && !is_mine(number_)) ++number_;
  const bool there = plan_->has(number_, warmup_);
  const std::int64_t due_ns = there ? plan_->due_ns(number_) : 0;
  if (warmup_ && (!there || due_ns >= plan_->warmup_ns())) {
    warmup_ = false;
    number_ = 0;
    return find_next();
  }
  if (!there) return;
  const std::int64_t from_ns = warmup_ ? 0 : plan_->warmup_ns();
  const auto deadline = plan_->deadline_ns();
  if (deadline && from_ns + due_ns >= *deadline) return;
  next_ = plan_->request(number_++, from_ns + due_ns, warmup_);
}

}  // namespace dispatchbench::loadgen
