// The table at the end of a run: what summary.json says, for people.
#pragma once

#include <string>

#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

/// One line a row: its tier, the metric that decides, requests/s with interval, GB/s, percent of
/// the ceiling, p50 (of all runs together), p99 with interval (the median over the runs), its
/// ratio, busiest/mean worker, the published ratio (if there is any) and ours, what limited it, and
/// marks of runs that failed or were disturbed. The servers of others stand apart. Then the notes
/// that explain it. Ends with a newline. Columns that would be empty are left out.
std::string table_of(const Summary& summary);

}  // namespace dispatchbench::runner
