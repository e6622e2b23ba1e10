#include "strategies/placement/placements.hpp"

#include <array>

namespace dispatchbench {

using MakePlacement = std::unique_ptr<Placement>(std::size_t self);

// Each is defined in the file of its name.
MakePlacement make_here, make_round_robin, make_random, make_least_connections, make_two_choices;

namespace {

constexpr std::array placement_rows{
    PlacementRow{.name = "here",
                 .summary = "the worker that accepted it",
                 .chooses = false,
                 .make = make_here},
    PlacementRow{.name = "round-robin", .summary = "each worker in turn", .make = make_round_robin},
    PlacementRow{.name = "random",
                 .summary = "any worker, all equally likely",
                 .by_chance = true,
                 .make = make_random},
    PlacementRow{.name = "least-connections",
                 .summary = "the worker with the fewest connections, of several any",
                 .reads_loads = true,
                 .make = make_least_connections},
    PlacementRow{.name = "two-choices",
                 .summary = "of two workers drawn at random the one with fewer connections",
                 .reads_loads = true,
                 .make = make_two_choices},
};

}  // namespace

std::span<const PlacementRow> placements() noexcept {
  return placement_rows;
}

}  // namespace dispatchbench
