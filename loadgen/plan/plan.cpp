#include "loadgen/plan/plan.hpp"

#include <algorithm>

#include "workload/draw.hpp"

namespace dispatchbench::loadgen {

Plan::Plan(const Options& options, Share share) {
  unsigned first_slot = 0;
  for (const workload::Group& group : groups_of(options)) {
    const auto index = static_cast<unsigned>(groups_.size());
    const std::uint64_t seed = workload::group_seed(options.seed, index);
    groups_.push_back(std::make_unique<GroupPlan>(options, group, index, first_slot, seed, share));
    first_slot += group.connections;
  }
}

GroupPlan& Plan::group_of(unsigned slot) noexcept {
  const auto later = std::find_if(groups_.begin() + 1, groups_.end(),
                                  [slot](const auto& group) { return group->first_slot() > slot; });
  return **(later - 1);
}

SlotSchedule Plan::schedule_of(unsigned slot) noexcept {
  GroupPlan& group = group_of(slot);
  return {group, slot - group.first_slot()};
}

std::optional<std::uint64_t> Plan::planned() const {
  std::uint64_t sum = 0;
  for (const auto& group : groups_) {
    const auto planned = group->planned();
    if (!planned) return std::nullopt;
    sum += *planned;
  }
  return sum;
}

bool Plan::timed() const noexcept {
  return std::all_of(groups_.begin(), groups_.end(),
                     [](const auto& group) { return group->timed(); });
}

std::int64_t Plan::planned_ns() const {
  std::int64_t planned = 0;
  for (const auto& group : groups_) planned = std::max(planned, group->planned_ns());
  return planned;
}

bool Plan::open_loop() const noexcept {
  return std::all_of(groups_.begin(), groups_.end(),
                     [](const auto& group) { return group->open_loop(); });
}

std::optional<std::int64_t> Plan::deadline_ns() const noexcept {
  return groups_.front()->deadline_ns();
}

std::uint64_t Plan::measured_due_before(std::int64_t elapsed_ns) const {
  std::uint64_t due = 0;
  for (const auto& group : groups_) {
    if (group->open_loop()) due += group->measured_due_before(elapsed_ns);
  }
  return due;
}

}  // namespace dispatchbench::loadgen
