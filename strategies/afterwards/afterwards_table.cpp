#include "strategies/afterwards/afterwards_table.hpp"

#include <array>

namespace dispatchbench {

using MakeAfterwards = std::unique_ptr<Afterwards>();

// Each is defined in the file of its name.
MakeAfterwards make_closes_after_100, make_moves_after_100;

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
};

}  // namespace

std::span<const AfterwardsRow> afterwards() noexcept {
  return afterwards_rows;
}

}  // namespace dispatchbench
