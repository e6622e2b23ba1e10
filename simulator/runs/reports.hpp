// What the two programs would have reported.
#pragma once

#include "experiments/runner/results/reports.hpp"
#include "loadgen/recording/recorder.hpp"
#include "simulator/runs/planned_load.hpp"
#include "simulator/runs/run_input.hpp"

namespace dispatchbench::simulator {

/// With its document, as dispatch_server writes it; what was not simulated is null in it.
runner::ServerReport server_report(const RunInput& input, const Figures& figures);

/// With its document, by loadgen's own writer.
runner::LoadReport load_report(const RunInput& input, const loadgen::Plan& plan,
                               const Figures& figures, const loadgen::Figures& recorded);

}  // namespace dispatchbench::simulator
