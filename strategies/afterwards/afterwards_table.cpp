#include "strategies/afterwards/afterwards_table.hpp"

#include <array>

namespace dispatchbench {

using MakeAfterwards = std::unique_ptr<Afterwards>(std::size_t self, ReadLoads loads);

// Each is defined in the file of its name.
MakeAfterwards make_closes_after_100, make_moves_after_100, make_evens_out;

namespace {

constexpr std::array afterwards_rows{
    AfterwardsRow{.name = "stays", .summary = "it stays with its worker until it ends"},
    AfterwardsRow{.name = "closes-after-100",
                  .summary = "it is closed after 100 requests, and its client places itself anew",
                  .make = make_closes_after_100},
    AfterwardsRow{.name = "moves-after-100",
                  .summary = "it is placed anew after 100 requests",
                  .moves = true,
                  .make = make_moves_after_100},
    AfterwardsRow{.name = "evens-out",
                  .summary = "a worker with far more than the mean hands on to whoever has fewest",
                  .moves = true,
                  .placement = "least-connections",
                  .make = make_evens_out},
};

}  // namespace

std::span<const AfterwardsRow> afterwards() noexcept {
  return afterwards_rows;
}

}  // namespace dispatchbench
