// What makes a finished run invalid, and what makes it doubtful.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/process/cpu_usage.hpp"
#include "experiments/runner/results/run.hpp"

namespace dispatchbench::runner {

/// A sentence if the run, which has its load's report, is invalid: the client sent other bytes than
/// it was asked to, or than the server counted (PUTs only; what is not counted is not compared); an
/// answer was not 2xx; the clock has a gap. A process that died is known before.
std::optional<std::string> broken_by(const Json& load_options, const MeasuredRun& run,
                                     const UsageSamples& usage);

/// Marks of a run, which is kept with them:
///   machine-busy     emulated cores, and less than 10 % of the machine was idle
///   sleep-overshoot  emulated cores slept over 2 % longer than they were to
///   cpu-stolen       the hypervisor took more than 2 % of the machine
///   others-busy      other processes used more than 10 % of the machine
///   client-late      in a closed loop, some connection's latencies add up to less than 95 % of the
///                    time from its first send to its last answer: the client let it lie idle
/// The limits of 2, 10 and 95 % are this project's own conventions.
std::vector<std::string> flags_of(const MeasuredRun& run);

}  // namespace dispatchbench::runner
