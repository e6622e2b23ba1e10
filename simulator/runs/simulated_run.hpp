// One run of an experiment, simulated, in the form of a measured one.
#pragma once

#include <string>

#include "experiments/runner/results/run.hpp"
#include "simulator/runs/run_input.hpp"

namespace dispatchbench::simulator {

/// Where simulated time begins, so that a time of 0 still means none.
inline constexpr std::int64_t epoch_ns = 1'000'000'000;

/// The reports of more connections than these have no figures of each: those of a million are some
/// hundred bytes apiece, and nobody reads them.
inline constexpr std::uint32_t most_slots_told = 20'000;

/// `input` is what read_input() makes of `run`. Its reports have their documents. `on_answer` as of
/// Simulation::run().
runner::MeasuredRun simulate(const runner::PlannedRun& run, const RunInput& input,
                             const std::string& experiment,
                             const Simulation::OnAnswer& on_answer = {});

}  // namespace dispatchbench::simulator
