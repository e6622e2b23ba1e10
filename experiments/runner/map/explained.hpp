// Which of the four choices matters: how much of the variance of log p99 each explains. Pure.
//
// Over all subsets of choices an additive model is fitted by least squares, and what a choice adds
// to what is explained is averaged over all orders in which the four can come in: Shapley's value,
// in regression Lindeman, Merenda and Gold (1980). So shares add up to what the additive model
// explains, whatever combinations there are. What the designs differ by beyond that is what only
// combinations explain. Designs are compared draw by draw, with the same requests: what a draw
// makes slow for all of them is in nothing. What of their differences changes from draw to draw is
// chance, and what chance leaves in means over few draws is taken off the other shares.
#pragma once

#include <vector>

#include "experiments/runner/map/map.hpp"

namespace dispatchbench::runner {

struct Design {
  Choices choices;
  std::vector<double> log_p99;  ///< by draw; of as many draws, of the same seeds, in every design
};

/// Shares and their 95 % intervals, Student's by leaving out one draw at a time (jackknife); none
/// below rounds_needed() draws. Every level of `afterwards` has the same weight, for few designs
/// let any worker run any request, and many differ in placement alone. There are two designs and a
/// draw at least. All is zero where nothing varies. Workload and cores are left to the caller.
ExplainedCell explained_by_choices(const std::vector<Design>& designs);

}  // namespace dispatchbench::runner
