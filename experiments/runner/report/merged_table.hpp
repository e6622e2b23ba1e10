// Several machines' results as text: a table for people.
#pragma once

#include <string>

#include "experiments/runner/results/merged.hpp"

namespace dispatchbench::runner {

/// A line a row, with the figure, the ratio and the tier of each machine; then who the machines
/// are.
std::string side_by_side(const Merged& merged);

}  // namespace dispatchbench::runner
