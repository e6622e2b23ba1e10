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
///   sleep-overshoot  emulated cores slept over 2 % longer than they were to, what they made up for
///                    by working without a pause left out
///   cpu-stolen       the hypervisor took more than 2 % of the machine
///   throttled        the processor quota of a cgroup was used up for a while
///   others-busy      other processes used more than 10 % of the machine
///   client-late      the client sent or read late, or used up a processor (client_was_late); never
///                    of one on the emulated machine's own cores
///   beyond-machine   the rate that was planned needs over 60 % of the processors (beyond_machine)
/// The limits of 2 and 10 % are this project's own conventions.
std::vector<std::string> flags_of(const MeasuredRun& run);

}  // namespace dispatchbench::runner
