// How busy the workers of a simulated run were, slice by slice. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "experiments/runner/map/map.hpp"
#include "simulator/host.hpp"

namespace dispatchbench::simulator {

/// `workers` were sampled every `slice_ns`; of the first `slices` of them. The seed is left open.
/// Shares are rounded to hundredths, as they are drawn.
runner::BusyOverTime busy_over_time(std::span<const Thread> workers, std::int64_t slice_ns,
                                    std::size_t slices);

}  // namespace dispatchbench::simulator
