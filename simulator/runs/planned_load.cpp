#include "simulator/runs/planned_load.hpp"

namespace dispatchbench::simulator {
namespace {

Request request_of(const loadgen::ScheduledRequest& scheduled) {
  return {scheduled.number,     scheduled.due_ns,
          scheduled.body_bytes, static_cast<std::int64_t>(scheduled.demand_ns),
          scheduled.warmup,     scheduled.last};
}

}  // namespace

PlannedLoad::PlannedLoad(const loadgen::Options& options) : plan_(options) {
  for (const auto& group : plan_.groups()) {
    for (unsigned i = 0; i < group->group().connections; ++i) {
      groups_.push_back(group.get());
      slots_.push_back(plan_.schedule_of(group->first_slot() + i));
    }
    if (group->fed()) feeds_.emplace_back(*group, 0, 1);
  }
}

std::optional<Request> PlannedLoad::next(std::uint32_t connection, std::int64_t now_ns) {
  if (groups_[connection]->fed()) return std::nullopt;
  const auto request = slots_[connection].next(now_ns);
  if (!request) return std::nullopt;
  return request_of(*request);
}

std::optional<FedRequest> PlannedLoad::next_fed() {
  loadgen::Feed* first = nullptr;
  for (loadgen::Feed& feed : feeds_) {
    if (feed.due_ns() && (first == nullptr || *feed.due_ns() < *first->due_ns())) first = &feed;
  }
  if (first == nullptr) return std::nullopt;
  const Request request = request_of(first->take());
  return FedRequest{request, first->slot().value_or(none)};
}

std::uint64_t PlannedLoad::requests_per_connection(std::uint32_t connection) const {
  return groups_[connection]->group().requests_per_connection;
}

}  // namespace dispatchbench::simulator
