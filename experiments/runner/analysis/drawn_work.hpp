// Loads that draw what they ask from the round's seed, so that rounds are unlike. Pure.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {

/// "body-size exponential:100kB": what differs from round to round by the experiment's loads; empty
/// if every round sends the same work.
std::vector<std::string> drawn_work(const Experiment& experiment);

}  // namespace dispatchbench::runner
