// A cell's draws.
#include "simulator/map/mapped_cell.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace dispatchbench::simulator {
namespace {

TEST(SeedOfDraw, is_no_other_seed_s_however_near) {
  std::set<std::uint64_t> all;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    for (unsigned draw = 1; draw <= 20; ++draw) all.insert(seed_of_draw(seed, draw));
  }
  EXPECT_EQ(all.size(), 2'000);
}

TEST(MappedCell, shows_the_use_of_the_draw_whose_p99_is_the_median) {
  const runner::Workload workload = runner::parse_workload(
      {{"title", "Some"}, {"description", "Some."}, {"load", {{"demand", "exponential:5ms"}}}},
      "some");
  MappedRun run;
  run.strategy = "reuseport";
  run.workload = &workload;
  run.cores = 4;
  const runner::Cell cell =
      simulate_cell(run, {{0.5, 0.7}, 0.7, 3, 1, 1}, {CostProfile{}, 400}, [] {});
  std::vector<runner::Draw> draws = cell.draws;
  std::ranges::sort(draws, {}, &runner::Draw::latency_p99_seconds);
  ASSERT_TRUE(cell.busy_over_time);
  EXPECT_EQ(cell.busy_over_time->seed, draws[1].seed);
  EXPECT_EQ(cell.busy_over_time->least.size(), cell.busy_over_time->most.size());
}

TEST(SeedOfDraw, tells_large_seeds_apart) {
  EXPECT_NE(seed_of_draw(1, 1), seed_of_draw(1'000'001, 1));
}

TEST(SeedOfDraw, can_be_read_as_a_double) {
  const std::uint64_t seed = seed_of_draw(1, 1);
  EXPECT_EQ(static_cast<std::uint64_t>(static_cast<double>(seed)), seed);
}

}  // namespace
}  // namespace dispatchbench::simulator
