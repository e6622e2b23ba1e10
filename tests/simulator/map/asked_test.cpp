// What is asked about is compared with what is changed.
#include "simulator/map/asked.hpp"

#include <gtest/gtest.h>

#include "experiments/runner/advice/description.hpp"

namespace dispatchbench::simulator {
namespace {

TEST(Asked, of_what_is_changed_there_are_intervals_too) {
  runner::Description asked;
  asked.connections = 4;
  asked.cores = 2;
  asked.demand = "exponential:1ms";
  runner::Description changed = asked;
  changed.load = 0.5;
  Asking asking;
  asking.requests = 100;
  runner::Interrupt interrupt;
  for (const auto& panel : simulate_described({asked, changed}, asking, interrupt)) {
    for (const runner::Cell& cell : panel) EXPECT_TRUE(cell.latency_p99.low) << cell.strategy;
  }
}

}  // namespace
}  // namespace dispatchbench::simulator
