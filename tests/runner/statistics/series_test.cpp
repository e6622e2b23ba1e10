#include "experiments/runner/statistics/series.hpp"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Median 10, MAD 1: the limit lies at 14.826 from it.
TEST(Outliers, lie_ten_standard_deviations_out) {
  EXPECT_THAT(outliers({9, 9, 10, 11, 11, 24.8, 8}), IsEmpty());
  EXPECT_THAT(outliers({9, 9, 10, 11, 11, 24.9, 8}), ElementsAre(5));
}

TEST(Outliers, are_not_marked_where_most_values_are_equal) {
  EXPECT_THAT(outliers({1, 1, 1, 1, 50}), IsEmpty());
  EXPECT_THAT(outliers({}), IsEmpty());
}

// Kendall's table for n = 5: S of 10, 8 and 6 have one-sided probabilities 0.0083, 0.042, 0.117.
TEST(Trend, has_kendalls_exact_probabilities) {
  EXPECT_NEAR(trend({1, 2, 3, 4, 5})->probability, 2 * 0.00833, 1e-4);
  EXPECT_NEAR(trend({1, 2, 3, 5, 4})->probability, 2 * 0.0417, 1e-4);
  EXPECT_NEAR(trend({1, 2, 5, 4, 3})->value, 0.4, 1e-12);
  EXPECT_NEAR(trend({5, 4, 3, 2, 1})->value, -1, 1e-12);
  EXPECT_FALSE(trend({1, 2}));
}

TEST(Trend, of_many_values_is_approximated_without_a_step) {
  std::vector<double> values(60);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i * 37 % 61);
  const double exact = trend(values)->probability;
  values.push_back(30.5);
  EXPECT_NEAR(trend(values)->probability, exact, 0.1);
}

TEST(Autocorrelation, is_high_for_slow_waves_and_low_for_a_tick_tock) {
  const std::vector<double> wave{1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1};
  EXPECT_GT(autocorrelation(wave)->value, 0.5);
  EXPECT_LT(autocorrelation(wave)->probability, 0.01);
  const std::vector<double> tick{1, 9, 2, 8, 1.5, 9.5, 2.5, 8.5, 1.7, 9.1, 2.2, 8.1};
  EXPECT_LT(autocorrelation(tick)->value, -0.5);
  EXPECT_LT(autocorrelation(tick)->probability, 0.05);
}

TEST(Autocorrelation, is_not_given_for_few_or_equal_values) {
  EXPECT_FALSE(autocorrelation({1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_FALSE(autocorrelation(std::vector<double>(12, 3.0)));
}

TEST(Series, chance_alone_is_found_significant_in_one_of_twenty_at_most) {
  std::mt19937_64 random(1);
  std::vector<double> values(12);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  constexpr int trials = 4000;
  int trends = 0;
  int memories = 0;
  for (int trial = 0; trial < trials; ++trial) {
    std::shuffle(values.begin(), values.end(), random);
    trends += trend(values)->probability < 0.05 ? 1 : 0;
    memories += autocorrelation(values)->probability < 0.05 ? 1 : 0;
  }
  EXPECT_LT(trends, 0.06 * trials);
  EXPECT_LT(memories, 0.06 * trials);
  EXPECT_GT(memories, 0.04 * trials);
}

}  // namespace
}  // namespace dispatchbench::runner
