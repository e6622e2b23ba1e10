// What --measure asks of a map.
#pragma once

#include "base/option_values.hpp"
#include "experiments/runner/map/plan.hpp"

namespace dispatchbench::runner {

/// With --measure, what of the map is to be measured: rounds enough for an interval, and runs so
/// short that all of it ends in time. Throws UsageError, one line.
void add_measured_part(const OptionValues& values, MapPlan& plan);

}  // namespace dispatchbench::runner
