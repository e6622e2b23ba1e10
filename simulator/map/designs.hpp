// The strategies that the map has a model of, and the designs that its question about choices is
// asked of.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/map/map.hpp"
#include "strategies/registry.hpp"

namespace dispatchbench::simulator {

/// What a strategy with a loop of its own has chosen stands in a table here.
runner::MappedStrategy described(const StrategyRow& strategy);

/// Those with a model, in the registry's order.
std::vector<const StrategyRow*> modelled_strategies();

/// A strategy, or one with other parts than its own.
struct DesignToRun {
  std::string strategy;
  runner::Json parts;  ///< options of the server
  runner::Choices choices;
};

/// Every combination of the parts that have a model (those that differ in nothing that is simulated
/// once), and the loops in which any worker runs any request.
std::vector<DesignToRun> designs_to_run();

}  // namespace dispatchbench::simulator
