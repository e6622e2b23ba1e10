// The requests of an open loop that come to one thread's connections, as they fall due.
#pragma once

#include <cstdint>
#include <optional>

#include "loadgen/plan/group_plan.hpp"

namespace dispatchbench::loadgen {

/// Of a skewed load or a trace, those whose connection is this thread's; where any connection may
/// send a request, every so-manieth. In the order of their due times, first those of the warm-up.
/// One thread at a time. Goes through all numbers of the group, which costs a draw each.
class Feed {
 public:
  /// Slot i of the run belongs to thread i mod `threads`.
  Feed(const GroupPlan& plan, unsigned thread, unsigned threads);

  const GroupPlan& plan() const noexcept { return *plan_; }

  /// When the next request is due, after the start of the run; nothing once there is no more.
  std::optional<std::int64_t> due_ns() const noexcept;

  /// The next request, and goes on to the one after it. There is one.
  ScheduledRequest take();

  /// The slot of the run that is to send what take() gave last; nothing: any of the group.
  std::optional<unsigned> slot() const noexcept { return slot_; }

 private:
  void find_next();
  bool is_mine(std::uint64_t number) const noexcept;

  const GroupPlan* plan_;
  const unsigned thread_;
  const unsigned threads_;
  std::uint64_t number_ = 0;  // of what is looked at next
  bool warmup_;
  std::optional<ScheduledRequest> next_;
  std::optional<unsigned> slot_;
};

}  // namespace dispatchbench::loadgen
