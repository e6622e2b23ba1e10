// One cell of the map: a strategy at a workload and so many cores, at every load and draw.
#pragma once

#include <functional>
#include <vector>

#include "experiments/runner/map/map.hpp"
#include "simulator/map/mapped_run.hpp"

namespace dispatchbench::simulator {

struct MapGrid {
  std::vector<double> loads;  ///< ascending; the reference load is one of them
  double reference_load = 0.7;
  unsigned draws = 1;        ///< at the reference load
  unsigned other_draws = 1;  ///< at the others, and at saturation
  std::uint64_t seed = 1;
};

/// Draws are numbered from 1. No two seeds have a draw in common. It can be read as a double, as
/// scripts do.
std::uint64_t seed_of_draw(std::uint64_t seed, unsigned draw) noexcept;

/// What does not compare it with others is filled in. `run` says which cell; its load and seed are
/// not looked at. `before_each` is called before each run, and may throw.
runner::Cell simulate_cell(MappedRun run, const MapGrid& grid, const MapSetting& setting,
                           const std::function<void()>& before_each);

/// log p99 at the reference load, by draw; the same requests as simulate_cell's.
std::vector<double> log_p99_of_draws(MappedRun run, const MapGrid& grid, const MapSetting& setting,
                                     const std::function<void()>& before_each);

}  // namespace dispatchbench::simulator
