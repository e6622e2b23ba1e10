#include "loadgen/plan.hpp"

#include <algorithm>

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
  if (rate_.none()) return std::nullopt;
  return rate_.due_before(*duration_ns_);
}

std::optional<std::int64_t> Plan::planned_ns() const noexcept {
  if (duration_ns_) return duration_ns_;
  if (rate_.none()) return std::nullopt;
  return rate_.due_ns(*requests_);
}

std::optional<std::int64_t> Plan::deadline_ns() const noexcept {
  if (!duration_ns_) return std::nullopt;
  return warmup_ns_ + *duration_ns_;
}

std::int64_t Plan::measured_due_ns(std::uint64_t number) const noexcept {
  return warmup_ns_ + rate_.due_ns(number);
}

std::uint64_t Plan::measured_due_before(std::int64_t elapsed_ns) const noexcept {
  return std::min(rate_.due_before(elapsed_ns - warmup_ns_), planned().value_or(0));
}

NumberRange Plan::untaken() const noexcept {
  if (!shared_) return {};
  return {pool_.load(std::memory_order_relaxed), 1, planned().value_or(0)};
}

std::uint64_t Plan::take(std::atomic<std::uint64_t>& pool, std::uint64_t& taken,
                         unsigned slot) noexcept {
  if (shared_) return pool.fetch_add(1, std::memory_order_relaxed);
  return slot + connections_ * taken++;
}

ScheduledRequest Plan::request(std::uint64_t number, std::int64_t due_ns,
                               bool warmup) const noexcept {
  return {number, due_ns, body_size_.at(seed_, workload::Stream::body_size, number), warmup};
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
  const std::int64_t due = plan_->rate_.none() ? elapsed_ns : plan_->rate_.due_ns(number);
  if (due >= plan_->warmup_ns_) return std::nullopt;
  return plan_->request(number, due, true);
}

std::optional<ScheduledRequest> SlotSchedule::next_measured(std::int64_t elapsed_ns) {
  if (refused_) return std::nullopt;
  const std::uint64_t number = plan_->take(plan_->pool_, taken_, slot_);
  if (plan_->requests_ && number >= *plan_->requests_) return std::nullopt;
  const std::int64_t due = plan_->rate_.none() ? elapsed_ns : plan_->measured_due_ns(number);
  const auto deadline = plan_->deadline_ns();
  if (deadline && (due >= *deadline || elapsed_ns >= *deadline)) {
    refused_ = number;
    return std::nullopt;
  }
  return plan_->request(number, due, false);
}

void SlotSchedule::give_back(const ScheduledRequest& request) noexcept {
  if (!request.warmup) refused_ = request.number;
}

NumberRange SlotSchedule::unsent() const noexcept {
  const std::uint64_t planned = plan_->planned().value_or(0);
  if (plan_->shared_)
    return refused_ ? NumberRange{*refused_, 1, std::min(planned, *refused_ + 1)} : NumberRange{};
  return {refused_.value_or(slot_ + plan_->connections_ * taken_), plan_->connections_, planned};
}

}  // namespace dispatchbench::loadgen
