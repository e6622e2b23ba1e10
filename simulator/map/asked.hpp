// A load that somebody describes, simulated with every strategy that has a model.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "experiments/runner/advice/description.hpp"
#include "experiments/runner/map/map.hpp"
#include "experiments/runner/process/watch.hpp"
#include "machine/cost_profile.hpp"

namespace dispatchbench::simulator {

struct Asking {
  CostProfile profile;
  std::uint64_t seed = 1;
  unsigned draws = 7;               ///< fewer than 6 have no intervals
  std::uint64_t requests = 20'000;  ///< of a draw, at least; of a trace all
};

/// Of each description a graded cell for every strategy, at the description's load alone.
/// `progress` hears some times a second how many of how many cells are simulated. Throws
/// UsageError, one line, for what cannot be simulated, and runner::Interrupted.
std::vector<std::vector<runner::Cell>> simulate_described(
    const std::vector<runner::Description>& descriptions, const Asking& asking,
    runner::Interrupt& interrupt,
    const std::function<void(std::size_t, std::size_t)>& progress = [](std::size_t, std::size_t) {
    });

}  // namespace dispatchbench::simulator
