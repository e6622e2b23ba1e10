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

/// Marks of a run, which is kept with them; a summary has the words of each (add_words). A client
/// on the emulated machine's own cores is never late. The limits are this project's own
/// conventions.
std::vector<std::string> flags_of(const MeasuredRun& run);

}  // namespace dispatchbench::runner
