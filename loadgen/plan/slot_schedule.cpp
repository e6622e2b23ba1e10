#include "loadgen/plan/slot_schedule.hpp"

namespace dispatchbench::loadgen {

std::optional<ScheduledRequest> SlotSchedule::next(std::int64_t elapsed_ns) {
  if (!warm_) {
    if (auto request = next_warmup(elapsed_ns)) return request;
    warm_ = true;
  }
  return next_measured(elapsed_ns);
}

std::optional<ScheduledRequest> SlotSchedule::next_warmup(std::int64_t elapsed_ns) {
  if (plan_->warmup_ns() == 0) return std::nullopt;
  const std::uint64_t number = plan_->take(true, warmups_taken_, slot_);
  const ScheduledRequest request = plan_->open_loop()
                                       ? plan_->request(number, plan_->due_ns(number), true)
                                       : after_thinking(number, elapsed_ns, true);
  if (request.due_ns >= plan_->warmup_ns()) return std::nullopt;
  has_sent_ = true;
  return request;
}

std::optional<ScheduledRequest> SlotSchedule::next_measured(std::int64_t elapsed_ns) {
  if (refused_) return std::nullopt;
  const std::uint64_t number = plan_->take(false, taken_, slot_);
  if (!plan_->has(number, false)) return std::nullopt;
  const ScheduledRequest request =
      plan_->open_loop() ? plan_->request(number, plan_->warmup_ns() + plan_->due_ns(number), false)
                         : after_thinking(number, elapsed_ns, false);
  const auto deadline = plan_->deadline_ns();
  if (deadline && (request.due_ns >= *deadline || elapsed_ns >= *deadline)) {
    refused_ = number;
    return std::nullopt;
  }
  has_sent_ = true;
  return request;
}

ScheduledRequest SlotSchedule::after_thinking(std::uint64_t number, std::int64_t elapsed_ns,
                                              bool warmup) {
  const std::int64_t thought_ns = has_sent_ ? plan_->think_ns(number) : 0;
  ScheduledRequest request = plan_->request(number, elapsed_ns + thought_ns, warmup);
  request.thought_ns = thought_ns;
  return request;
}

void SlotSchedule::give_back(const ScheduledRequest& request) noexcept {
  if (!request.warmup) refused_ = request.number;
}

NumberRange SlotSchedule::unsent() const {
  if (plan_->shared()) return refused_ ? NumberRange{*refused_, 1, *refused_ + 1} : NumberRange{};
  const std::uint64_t connections = plan_->group().connections;
  return {refused_.value_or(slot_ + connections * taken_), connections, plan_->end()};
}

}  // namespace dispatchbench::loadgen
