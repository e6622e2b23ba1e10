// What a map says on a terminal, and the sentences that travel in it. Pure.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/map/map.hpp"
#include "experiments/runner/map/plan.hpp"

namespace dispatchbench::runner {

/// "12.3 ms", and " [11.8 – 14]" of that, or nothing.
std::string shown_ms(double seconds);
std::string interval_ms(std::optional<double> low, std::optional<double> high);

/// What limits what the map says. `without_model` are strategies that cannot have a cell, `designs`
/// so many that the shares of choices are of.
std::vector<Caveat> caveats_of(const Map& map, const MapPlan& plan,
                               const std::vector<std::string>& without_model, std::size_t designs);

/// For each number of cores a line a strategy with its p99 over the best in a column a workload,
/// and what each choice explains. Ends with a newline.
std::string table_of(const Map& map);

}  // namespace dispatchbench::runner
