// Who sends what, and when: the load as a whole, of one group or of several.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "loadgen/plan/feed.hpp"
#include "loadgen/plan/group_plan.hpp"
#include "loadgen/plan/slot_schedule.hpp"

namespace dispatchbench::loadgen {

/// Any thread. The slots of the run are those of its groups, one group after the other. Where
/// several processes load together each has the plan of the whole load, and of its pools its share.
class Plan {
 public:
  explicit Plan(const Options& options, Share share = {});

  const std::vector<std::unique_ptr<GroupPlan>>& groups() const noexcept { return groups_; }
  GroupPlan& group_of(unsigned slot) noexcept;
  SlotSchedule schedule_of(unsigned slot) noexcept;

  /// Of all groups; see GroupPlan. Nothing where it is not known of every one of them.
  std::optional<std::uint64_t> planned() const;
  bool timed() const noexcept;
  std::int64_t planned_ns() const;  ///< where timed()
  bool open_loop() const noexcept;  ///< all groups are
  std::optional<std::int64_t> deadline_ns() const noexcept;

  /// The measured requests of all open loops due within so long after the start of the run.
  std::uint64_t measured_due_before(std::int64_t elapsed_ns) const;

 private:
  std::vector<std::unique_ptr<GroupPlan>> groups_;
};

}  // namespace dispatchbench::loadgen
