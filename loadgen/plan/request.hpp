// One request to send.
#pragma once

#include <cstdint>

#include "workload/method.hpp"

namespace dispatchbench::loadgen {

struct ScheduledRequest {
  std::uint64_t number = 0;  ///< 0… within the warm-up or the measured part of its group
  std::int64_t due_ns = 0;   ///< after the start of the run
  std::uint64_t body_bytes = 0;
  std::uint64_t demand_ns = 0;  ///< work to ask for, where the group asks for any
  workload::Method method = workload::Method::put;
  bool warmup = false;          ///< to be left out of the figures
  bool last = false;            ///< its connection ends with it
  bool waited = false;          ///< it was due before a connection was free for it
  std::int64_t thought_ns = 0;  ///< before it, in a closed loop
};

/// The numbers first, first + step, … below `end`.
struct NumberRange {
  std::uint64_t first = 0;
  std::uint64_t step = 1;
  std::uint64_t end = 0;
};

}  // namespace dispatchbench::loadgen
