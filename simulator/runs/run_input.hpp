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

/// Where a worker serves one connection at a time.
enum class Threads {
  as_asked,      ///< as many as --threads
  as_are_needed  ///< one for each connection, so that none waits for another to end
};

/// Throws UsageError, one line that names the run's row, if it cannot be simulated: a peer, a part
/// without a model, kept connections for which there is no thread, or requests without end that
/// take no time.
RunInput read_input(const runner::PlannedRun& run, Threads threads = Threads::as_asked);

/// That can serve at once: as many as workers, or fewer.
std::uint32_t cores_of(const SimulationSetting& setting);

/// Requests that closed loops can have answered until the run's time is up: their connections and
/// the server's workers are always at work. 0 where it ends after so many requests.
double most_answers(const RunInput& input);

}  // namespace dispatchbench::simulator
