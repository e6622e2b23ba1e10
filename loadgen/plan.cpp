#include "loadgen/plan.hpp"

#include <cmath>

namespace dispatchbench::loadgen {

Plan::Plan(const Options& options) noexcept
    : body_size_(options.body_size),
      seed_(options.seed),
      warmup_ns_(options.warmup.count()),
      rate_(options.rate),
      connections_(options.connections),
      shared_(options.split == Split::shared) {
  if (options.duration) {
    duration_ns_ = options.duration->count();
  } else {
    requests_ = options.requests;
  }
}

std::optional<std::uint64_t> Plan::planned() const noexcept {
  if (requests_) return requests_;
  if (rate_ == 0) return std::nullopt;
  return static_cast<std::uint64_t>(std::ceil(static_cast<double>(*duration_ns_) * 1e-9 * rate_));
}

std::uint64_t Plan::take(std::atomic<std::uint64_t>& pool, std::uint64_t& taken,
                         unsigned slot) noexcept {
  if (shared_) return pool.fetch_add(1, std::memory_order_relaxed);
  return slot + connections_ * taken++;
}

std::int64_t Plan::due_ns(std::uint64_t number) const noexcept {
  return static_cast<std::int64_t>(static_cast<double>(number) * 1e9 / rate_);
}

ScheduledRequest Plan::request(std::uint64_t number, std::int64_t due_ns,
                               bool warmup) const noexcept {
  return {number, due_ns, body_size_.of(seed_, number), warmup};
}

std::optional<ScheduledRequest> SlotSchedule::next(std::int64_t elapsed_ns) {
  if (!warm_) {
    if (const auto request = next_warmup(elapsed_ns)) return request;
    warm_ = true;
  }
  return next_measured(elapsed_ns);
}

std::optional<ScheduledRequest> SlotSchedule::next_warmup(std::int64_t elapsed_ns) {
  if (plan_->warmup_ns_ == 0) return std::nullopt;
  const std::uint64_t number = plan_->take(plan_->warmup_pool_, warmups_taken_, slot_);
  const std::int64_t due = plan_->rate_ > 0 ? plan_->due_ns(number) : elapsed_ns;
  if (due >= plan_->warmup_ns_) return std::nullopt;
  return plan_->request(number, due, true);
}

std::optional<ScheduledRequest> SlotSchedule::next_measured(std::int64_t elapsed_ns) {
  const std::uint64_t number = plan_->take(plan_->pool_, taken_, slot_);
  if (plan_->requests_ && number >= *plan_->requests_) return std::nullopt;
  const std::int64_t due =
      plan_->rate_ > 0 ? plan_->warmup_ns_ + plan_->due_ns(number) : elapsed_ns;
  if (plan_->duration_ns_) {
    const std::int64_t end = plan_->warmup_ns_ + *plan_->duration_ns_;
    if (due >= end || elapsed_ns >= end) return std::nullopt;
  }
  return plan_->request(number, due, false);
}

}  // namespace dispatchbench::loadgen
