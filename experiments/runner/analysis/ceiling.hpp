// How near a run came to what could be moved at all. Pure.
#pragma once

#include <optional>

#include "experiments/runner/analysis/paired_runs.hpp"

namespace dispatchbench::runner {

/// The name of the row that accepts, discards and answers and does nothing else.
inline constexpr const char* ceiling_row = "ceiling";

/// The most bytes/s that the emulated cores of a run could take: every core always busy with
/// bodies of the run's mean size. Nothing if its cores are not emulated, if requests could ask for
/// other work, or if it sent no bodies.
std::optional<double> emulated_ceiling(const MeasuredRun& run);

/// The median over rounds of the runs' bytes/s as a percentage of their ceiling: that of the
/// ceiling row in the same round, that of the emulated cores, or the lower of both. Nothing if
/// there is neither.
std::optional<double> percent_of_ceiling(const Runs& runs, const Runs& ceiling);

}  // namespace dispatchbench::runner
