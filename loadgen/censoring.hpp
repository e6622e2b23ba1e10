// Requests of an open loop that were due and could not be sent.
#pragma once

#include <cstdint>
#include <vector>

#include "loadgen/figures.hpp"
#include "loadgen/plan.hpp"

namespace dispatchbench::loadgen {

/// Counts those of `unsent` that were due before `end_ns` at their age then: each would have taken
/// at least so long. `start_ns`: the start of the run, as the plan counts it. Of more than a
/// million only every n-th is worked out, for it and its neighbours.
void censor_unsent(const Plan& plan, const std::vector<NumberRange>& unsent, std::int64_t start_ns,
                   std::int64_t end_ns, Figures& figures);

}  // namespace dispatchbench::loadgen
