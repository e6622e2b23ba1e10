// Whether the client was too slow to measure what the server does, by its own figures. Pure.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/results/reports.hpp"

namespace dispatchbench::runner {

/// Each that holds, in words: the p99 of the client's send delay, or of its read delay, is over a
/// tenth of the p50 latency; some thread of it used over nine tenths of a processor. And as "host:
/// cause" what loadgen says likewise of each host of several, by that host's own figures. The
/// limits are this project's own conventions.
std::vector<std::string> client_was_late(const LoadReport& load);

}  // namespace dispatchbench::runner
