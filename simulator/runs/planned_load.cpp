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
    const unsigned connections = group->group().connections;
    Section& section =
        sections_.emplace_back(Section{group->first_slot() + connections, group.get()});
    if (group->fed()) {
      feeds_.emplace_back(*group, 0, 1);
      continue;
    }
    section.asking.reserve(connections);
    for (unsigned i = 0; i < connections; ++i) section.asking.emplace_back(*group, i);
  }
}

unsigned PlannedLoad::group_of(std::uint32_t connection) const noexcept {
  unsigned group = 0;
  while (connection >= sections_[group].end) ++group;
  return group;
}

std::optional<Request> PlannedLoad::next(std::uint32_t connection, std::int64_t now_ns) {
  Section& section = sections_[group_of(connection)];
  if (section.asking.empty()) return std::nullopt;
  const auto request = section.asking[connection - section.group->first_slot()].next(now_ns);
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
  return sections_[group_of(connection)].group->group().requests_per_connection;
}

}  // namespace dispatchbench::simulator
