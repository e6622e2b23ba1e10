// Requests of an open loop that were due and could not be sent.
#pragma once

#include <cstdint>
#include <vector>

#include "loadgen/plan/group_plan.hpp"
#include "loadgen/recording/figures.hpp"

namespace dispatchbench::loadgen {

/// Measured requests of one group that nobody will send any more.
struct Unsent {
  const GroupPlan* plan;
  NumberRange numbers;
};

/// Counts those of `unsent` that were due before `end_ns` at their age then: each would have taken
/// at least so long. `start_ns`: the start of the run, as the plan counts it. Of more than a
/// million of one group only every n-th is worked out, for it and its neighbours.
void censor_unsent(const std::vector<Unsent>& unsent, std::int64_t start_ns, std::int64_t end_ns,
                   Figures& figures);

}  // namespace dispatchbench::loadgen
