#include "loadgen/plan/group_plan.hpp"

#include <algorithm>

namespace dispatchbench::loadgen {

using workload::Stream;

namespace {

constexpr double last_due_ns = 2e18;  // of a trace that is replayed slowly: 63 years

}  // namespace

GroupPlan::GroupPlan(const Options& options, const workload::Group& group, unsigned index,
                     unsigned first_slot, std::uint64_t seed, Share share)
    : group_(group),
      index_(index),
      first_slot_(first_slot),
      seed_(seed),
      share_(share),
      warmup_ns_(options.warmup.count()),
      trace_(options.trace),
      speed_(options.speed),
      shared_(options.split == Split::shared),
      any_connection_(options.auto_connections),
      requests_(group.requests),
      spread_(group.spread, group.connections, seed) {
  if (options.duration) duration_ns_ = options.duration->count();
  if (trace_) requests_ = trace_->requests.size();
  if (group.rate > 0) arrivals_.emplace(group.arrivals, group.rate, seed);
}

std::optional<std::uint64_t> GroupPlan::planned() const {
  if (!duration_ns_ || !open_loop()) return requests_;
  return measured_due_before(warmup_ns_ + *duration_ns_);
}

std::int64_t GroupPlan::planned_ns() const {
  if (duration_ns_) return *duration_ns_;
  return trace_ ? due_ns(*requests_ - 1) : due_ns(*requests_);
}

std::optional<std::int64_t> GroupPlan::deadline_ns() const noexcept {
  if (!duration_ns_) return std::nullopt;
  return warmup_ns_ + *duration_ns_;
}

std::int64_t GroupPlan::due_ns(std::uint64_t number) const {
  if (trace_) return replayed_at_ns(trace_->requests[number]);
  const std::lock_guard lock(arrivals_mutex_);
  return arrivals_->due_ns(number);
}

std::int64_t GroupPlan::replayed_at_ns(const workload::TracedRequest& request) const noexcept {
  const double at_ns = static_cast<double>(request.at_ns) / speed_;
  return static_cast<std::int64_t>(std::min(at_ns, last_due_ns));
}

std::uint64_t GroupPlan::measured_due_before(std::int64_t elapsed_ns) const {
  const std::int64_t time_ns = elapsed_ns - warmup_ns_;
  if (trace_) {
    const auto later = std::partition_point(
        trace_->requests.begin(), trace_->requests.end(),
        [&](const auto& request) { return replayed_at_ns(request) < time_ns; });
    return static_cast<std::uint64_t>(later - trace_->requests.begin());
  }
  const std::lock_guard lock(arrivals_mutex_);
  const std::int64_t until_ns = duration_ns_ ? std::min(time_ns, *duration_ns_) : time_ns;
  const std::uint64_t due = arrivals_->due_before(until_ns);
  return requests_ ? std::min(due, *requests_) : due;
}

std::uint64_t GroupPlan::take(bool warmup, std::uint64_t& taken, unsigned slot) noexcept {
  if (!shared_) return slot + group_.connections * taken++;
  return share_.pooled((warmup ? warmup_pool_ : pool_).fetch_add(1, std::memory_order_relaxed));
}

std::uint32_t GroupPlan::connection_of(std::uint64_t number) const noexcept {
  return trace_ ? trace_->requests[number].place : spread_.connection_of(number);
}

ScheduledRequest GroupPlan::request(std::uint64_t number, std::int64_t due_ns,
                                    bool warmup) const noexcept {
  ScheduledRequest request;
  request.number = number;
  request.due_ns = due_ns;
  request.warmup = warmup;
  if (trace_) {
    const workload::TracedRequest& traced = trace_->requests[number];
    request.body_bytes = traced.body_bytes;
    request.demand_ns = traced.demand_ns;
    request.method = traced.method;
    request.last = traced.last;
    return request;
  }
  request.body_bytes = group_.body_size.at(seed_, Stream::body_size, number);
  request.demand_ns = group_.demand.at(seed_, Stream::demand, number);
  request.method = group_.method;
  return request;
}

std::int64_t GroupPlan::think_ns(std::uint64_t number) const noexcept {
  return static_cast<std::int64_t>(group_.think.at(seed_, Stream::think, number));
}

NumberRange GroupPlan::untaken() const {
  if (!shared_ || fed()) return {};
  return {share_.pooled(pool_.load(std::memory_order_relaxed)), share_.ranks, end()};
}

}  // namespace dispatchbench::loadgen
