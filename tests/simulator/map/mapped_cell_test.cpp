// A cell's draws.
#include "simulator/map/mapped_cell.hpp"

#include <set>

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

TEST(SeedOfDraw, tells_large_seeds_apart) {
  EXPECT_NE(seed_of_draw(1, 1), seed_of_draw(1'000'001, 1));
}

TEST(SeedOfDraw, can_be_read_as_a_double) {
  const std::uint64_t seed = seed_of_draw(1, 1);
  EXPECT_EQ(static_cast<std::uint64_t>(static_cast<double>(seed)), seed);
}

}  // namespace
}  // namespace dispatchbench::simulator
