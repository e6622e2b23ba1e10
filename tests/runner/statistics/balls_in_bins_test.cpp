#include "experiments/runner/statistics/balls_in_bins.hpp"

#include <algorithm>
#include <array>
#include <random>

#include <gmock/gmock.h>

namespace dispatchbench::runner {
namespace {

TEST(BallsInBins, two_connections_on_two_listeners_are_a_coins_toss) {
  EXPECT_NEAR(maximum_load(2, 2).chance_of(1), 0.5, 1e-12);
  EXPECT_NEAR(maximum_load(2, 2).chance_of(2), 0.5, 1e-12);
  EXPECT_NEAR(minimum_load(2, 2).chance_of(0), 0.5, 1e-12);
  EXPECT_NEAR(minimum_load(2, 2).chance_of(1), 0.5, 1e-12);
  EXPECT_DOUBLE_EQ(mean_occupied(2, 2), 1.5);
}

// Three dice: 6 of 216 throws show one face, 90 two, 120 three.
TEST(BallsInBins, three_dice_have_the_published_odds) {
  EXPECT_NEAR(maximum_load(3, 6).chance_of(3), 6.0 / 216, 1e-12);
  EXPECT_NEAR(maximum_load(3, 6).chance_of(2), 90.0 / 216, 1e-12);
  EXPECT_NEAR(maximum_load(3, 6).chance_of(1), 120.0 / 216, 1e-12);
  EXPECT_NEAR(mean_occupied(3, 6), (6 * 1 + 90 * 2 + 120 * 3) / 216.0, 1e-12);
}

TEST(BallsInBins, the_chances_of_every_count_add_up_to_one) {
  for (const std::uint64_t connections : {1U, 32U, 320U, 3200U}) {
    const auto whole = [](double) { return 1.0; };
    EXPECT_NEAR(maximum_load(connections, 32).mean_of(whole), 1, 1e-9) << connections;
    EXPECT_NEAR(minimum_load(connections, 32).mean_of(whole), 1, 1e-9) << connections;
  }
}

TEST(BallsInBins, one_listener_gets_everything) {
  EXPECT_NEAR(maximum_load(7, 1).mean(), 7, 1e-9);
  EXPECT_NEAR(minimum_load(7, 1).mean(), 7, 1e-9);
  EXPECT_NEAR(efficiency(7, 1).mean, 1, 1e-9);
  EXPECT_DOUBLE_EQ(mean_occupied(7, 1), 1);
}

struct Draw {
  double occupied, fullest, emptiest;
};

Draw draw(std::size_t connections, std::mt19937_64& random) {
  std::array<unsigned, 32> counts{};
  for (std::size_t i = 0; i < connections; ++i) ++counts[random() % counts.size()];
  const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
  const auto empty = std::count(counts.begin(), counts.end(), 0U);
  return {static_cast<double>(counts.size()) - static_cast<double>(empty),
          static_cast<double>(*most), static_cast<double>(*least)};
}

TEST(BallsInBins, agrees_with_a_simulation) {
  std::mt19937_64 random(5);
  for (const std::size_t connections : {32U, 320U}) {
    Draw sum{};
    double share = 0;
    constexpr int draws = 20'000;
    for (int i = 0; i < draws; ++i) {
      const Draw one = draw(connections, random);
      sum = {sum.occupied + one.occupied, sum.fullest + one.fullest, sum.emptiest + one.emptiest};
      share += static_cast<double>(connections) / 32 / one.fullest;
    }
    EXPECT_NEAR(mean_occupied(connections, 32), sum.occupied / draws, 0.06);
    EXPECT_NEAR(maximum_load(connections, 32).mean(), sum.fullest / draws, 0.06);
    EXPECT_NEAR(minimum_load(connections, 32).mean(), sum.emptiest / draws, 0.06);
    EXPECT_NEAR(efficiency(connections, 32).mean, share / draws, 0.003);
  }
}

TEST(BallsInBins, thirty_two_on_thirty_two_have_the_figures_that_the_readme_gives) {
  EXPECT_NEAR(mean_occupied(32, 32), 20.4, 0.05);
  EXPECT_NEAR(maximum_load(32, 32).mean(), 3.54, 0.01);
  EXPECT_NEAR(maximum_load(32, 32).chance_of(3), 0.52, 0.01);
  EXPECT_NEAR(maximum_load(32, 32).chance_of(4), 0.36, 0.01);
  EXPECT_NEAR(efficiency(32, 32).mean, 0.295, 0.0005);
  EXPECT_NEAR(efficiency(32, 32).deviation / efficiency(32, 32).mean, 0.2, 0.01);
  EXPECT_NEAR(efficiency(3200, 32).mean, 0.826, 0.001);
  EXPECT_NEAR(minimum_load(32, 32).chance_of(1) / 1.80e-13, 1, 0.01);  // 32! / 32^32
}

}  // namespace
}  // namespace dispatchbench::runner
