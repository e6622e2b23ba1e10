// What a planned run asks of the simulator, read by the programs' own parsers.
#pragma once

#include "experiments/runner/spec/plan.hpp"
#include "loadgen/options/options.hpp"
#include "servers/options.hpp"
#include "simulator/simulation.hpp"

namespace dispatchbench::simulator {

struct RunInput {
  Options server;
  loadgen::Options load;
  SimulationSetting setting;
};

/// Throws UsageError, one line that names the run's row, if it cannot be simulated: a peer, a part
/// without a model, or nothing that takes time.
RunInput read_input(const runner::PlannedRun& run);

}  // namespace dispatchbench::simulator
