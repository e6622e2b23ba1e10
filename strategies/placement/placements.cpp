#include "strategies/placement/placements.hpp"

#include <array>

namespace dispatchbench {

using MakePlacement = std::unique_ptr<Placement>(std::size_t self);

// Each is defined in the file of its name.
MakePlacement make_here, make_round_robin, make_random, make_least_connections,
    make_fewest_requests, make_two_choices, make_two_finger, make_join_idle_queue,
    make_by_source_port, make_by_cpu;

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
    PlacementRow{.name = "fewest-requests",
                 .summary = "the worker with the fewest requests in hand, of several the one with "
                            "the fewest connections",
                 .reads_loads = true,
                 .make = make_fewest_requests},
    PlacementRow{.name = "two-choices",
                 .summary = "of two workers drawn at random the one with fewer connections",
                 .reads_loads = true,
                 .make = make_two_choices},
    PlacementRow{.name = "two-finger",
                 .summary = "two fingers go round in opposite directions; of their two workers the "
                            "one with fewer connections",
                 .reads_loads = true,
                 .make = make_two_finger},
    PlacementRow{.name = "join-idle-queue",
                 .summary = "a worker that has nothing to do; where there is none, any",
                 .reads_loads = true,
                 .make = make_join_idle_queue},
    PlacementRow{.name = "by-source-port",
                 .summary = "the client's port modulo the number of workers",
                 .reads_origin = true,
                 .make = make_by_source_port},
    PlacementRow{.name = "by-cpu",
                 .summary = "the processor that received it modulo the number of workers",
                 .reads_origin = true,
                 .make = make_by_cpu},
};

}  // namespace

std::span<const PlacementRow> placements() noexcept {
  return placement_rows;
}

}  // namespace dispatchbench
