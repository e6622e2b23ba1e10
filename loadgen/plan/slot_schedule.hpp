// A connection that asks for its own next request.
#pragma once

#include <cstdint>
#include <optional>

#include "loadgen/plan/group_plan.hpp"

namespace dispatchbench::loadgen {

/// Connection `slot` of c in a group has the requests slot, slot + c, slot + 2c, … (static), so a
/// remainder is spread one each over the first; or it takes the next number from the group's pool
/// (shared). One thread at a time.
class SlotSchedule {
 public:
  SlotSchedule(GroupPlan& plan, unsigned slot) noexcept : plan_(&plan), slot_(slot) {}

  /// The next request, `elapsed_ns` after the start of the run; nothing once it has sent its share,
  /// or the time is up. It is to be sent when due, or at once if it is overdue. Closed loop: due
  /// when asked for and after thinking, unless it is the first.
  std::optional<ScheduledRequest> next(std::int64_t elapsed_ns);

  /// What next() gave last will not be sent after all.
  void give_back(const ScheduledRequest& request) noexcept;

  /// The measured requests that were this slot's alone to send, and that nobody will send any more.
  NumberRange unsent() const;

 private:
  std::optional<ScheduledRequest> next_warmup(std::int64_t elapsed_ns);
  std::optional<ScheduledRequest> next_measured(std::int64_t elapsed_ns);
  ScheduledRequest after_thinking(std::uint64_t number, std::int64_t elapsed_ns, bool warmup);

  GroupPlan* plan_;
  unsigned slot_;
  std::uint64_t warmups_taken_ = 0;
  std::uint64_t taken_ = 0;
  std::optional<std::uint64_t> refused_;  // the first number that was taken and not sent
  bool warm_ = false;
  bool has_sent_ = false;
};

}  // namespace dispatchbench::loadgen
