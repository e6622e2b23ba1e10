// What a cell is beside the others of its workload and cores: relative figures, a tier, and where
// it is bad the cause in a word. Pure.
#pragma once

#include <span>
#include <vector>

#include "experiments/runner/map/map.hpp"

namespace dispatchbench::runner {

/// Of p99, or of the mean latency, to that of the cell with the lowest p99, whichever is more and
/// both of medians over draws; a cell beyond n - 1 of them is in tier n. It is uncertain where the
/// draws do not show as much: the interval of the ratios, draw by draw, reaches below the last of
/// them, or there are too few draws for one.
inline constexpr double tier_limits[] = {1.1, 2, 5};

/// The load at which p99 passes `limit_seconds` for the first time, log p99 taken as linear between
/// two points. `relative` is that load, or the last where p99 passes at none. `curve` has a point,
/// in order of loads.
CellLoad where_passes(std::span<const CurvePoint> curve, double limit_seconds);

/// `panel` is all cells of a workload at so many cores, each with its own figures; what compares
/// them is filled in. Their draws are of the same seeds in the same order, one at least.
void grade(std::vector<Cell>& panel, const MappedWorkload& workload);

}  // namespace dispatchbench::runner
