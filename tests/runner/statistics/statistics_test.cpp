#include "experiments/runner/statistics/statistics.hpp"

#include <cmath>
#include <numeric>
#include <random>

#include <boost/math/distributions/normal.hpp>
#include <gmock/gmock.h>

namespace dispatchbench::runner {
namespace {

std::vector<double> one_to(int count) {
  std::vector<double> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

TEST(Statistics,
     six_rounds_are_the_least_for_one_comparison_nine_for_seven_and_ten_for_twenty_one) {
  EXPECT_EQ(rounds_needed(1), 6U);
  EXPECT_EQ(rounds_needed(7), 9U);
  EXPECT_EQ(rounds_needed(21), 10U);
}

TEST(Statistics, too_few_values_have_a_median_but_no_interval) {
  const Estimate five = estimate(one_to(5));
  EXPECT_DOUBLE_EQ(five.median, 3);
  EXPECT_FALSE(five.low);
  EXPECT_FALSE(five.high);
}

// The ranks that tables of the sign test give for a 95 % interval of the median.
TEST(Statistics, intervals_have_the_published_ranks) {
  struct Published {
    int count;
    double low, high;
  };
  for (const auto& [count, low, high] :
       {Published{6, 1, 6}, Published{8, 1, 8}, Published{9, 2, 8}, Published{10, 2, 9},
        Published{12, 3, 10}, Published{15, 4, 12}, Published{20, 6, 15}, Published{25, 8, 18}}) {
    const Estimate result = estimate(one_to(count));
    EXPECT_EQ(result.low, low) << count;
    EXPECT_EQ(result.high, high) << count;
  }
}

TEST(Statistics, more_comparisons_widen_the_interval) {
  EXPECT_EQ(estimate(one_to(10), 1).low, 2);
  EXPECT_EQ(estimate(one_to(10), 21).low, 1);
  EXPECT_FALSE(estimate(one_to(10), 1000).low);
}

// However skewed the values are: the median of this exponential distribution is ln 2.
TEST(Statistics, the_interval_holds_the_true_median_as_often_as_it_says) {
  std::mt19937_64 random(7);
  std::exponential_distribution<double> skewed(1);
  for (const int count : {6, 10, 25}) {
    int missed = 0;
    constexpr int trials = 4000;
    for (int trial = 0; trial < trials; ++trial) {
      std::vector<double> values(static_cast<std::size_t>(count));
      for (double& value : values) value = skewed(random);
      const Estimate found = estimate(values);
      missed += *found.low > std::log(2) || *found.high < std::log(2) ? 1 : 0;
    }
    EXPECT_LE(missed, 0.055 * trials) << count;
    EXPECT_GE(missed, 0.01 * trials) << count;
  }
}

TEST(Statistics, seven_equal_rows_raise_a_false_alarm_in_one_of_twenty_experiments_at_most) {
  std::mt19937_64 random(8);
  std::normal_distribution<double> noise(0, 0.03);
  constexpr int trials = 2000;
  int alarms = 0;
  for (int trial = 0; trial < trials; ++trial) {
    bool alarm = false;
    std::vector<double> baseline(10);
    for (double& value : baseline) value = noise(random);
    for (int row = 0; row < 7; ++row) {
      std::vector<double> differences(10);
      for (std::size_t i = 0; i < 10; ++i) differences[i] = noise(random) - baseline[i];
      const Estimate found = estimate(differences, 7);
      alarm = alarm || *found.low > 0 || *found.high < 0;
    }
    alarms += alarm ? 1 : 0;
  }
  EXPECT_LE(alarms, 0.05 * trials);
}

TEST(Statistics, the_spread_ignores_a_wild_value) {
  EXPECT_NEAR(robust_spread({1, 2, 3, 4, 1000}), 1.4826, 1e-9);
}

/// Of a standard normal distribution: as many values on either side of zero.
std::vector<double> normal_scores(int count) {
  std::vector<double> scores;
  for (int i = 0; i < count; ++i) {
    scores.push_back(boost::math::quantile(boost::math::normal(), (i + 0.5) / count));
  }
  return scores;
}

// With differences all on one side the least rounds suffice; with 84 % there (one deviation) the
// binomial table has power 0.8 first at 17 rounds.
TEST(Statistics, rounds_to_detect_are_those_of_the_binomial_table) {
  const std::vector<double> none(100, 0.0), normal = normal_scores(10'000);
  EXPECT_EQ(rounds_to_detect(0.05, none), 6U);
  EXPECT_EQ(rounds_to_detect(0.05, none, 7), 9U);
  EXPECT_EQ(rounds_to_detect(std::expm1(1.0), normal), 17U);
  EXPECT_FALSE(rounds_to_detect(0.001, normal));
}

TEST(Statistics, wild_rounds_and_more_comparisons_need_more_than_the_robust_spread_says) {
  std::vector<double> heavy = normal_scores(40);
  for (std::size_t i = 0; i < heavy.size(); i += 4) heavy[i] *= 5;
  const auto one = rounds_to_detect(std::expm1(1.0), heavy);
  EXPECT_GT(one, 17U);
  EXPECT_GT(rounds_to_detect(std::expm1(1.0), heavy, 7), one);
}

TEST(Statistics, the_order_of_the_values_does_not_matter) {
  EXPECT_DOUBLE_EQ(estimate({4, 1, 3, 2}).median, 2.5);
  EXPECT_DOUBLE_EQ(median({9, 1, 5}), 5);
}

TEST(Statistics, ratios_are_worked_out_on_their_logarithms) {
  const Estimate result = estimate_of_ratios({0.25, 4, 0.5, 2, 0.125, 8});
  EXPECT_NEAR(result.median, 1, 1e-12);
  EXPECT_NEAR(*result.low * *result.high, 1, 1e-12);
}

TEST(Difference, is_the_side_of_one_that_the_interval_lies_on) {
  EXPECT_EQ(difference({1.1, 1.01, 1.2}), Difference::more);
  EXPECT_EQ(difference({0.9, 0.8, 0.99}), Difference::less);
  EXPECT_EQ(difference({1.1, 0.99, 1.2}), Difference::indistinguishable);
  EXPECT_EQ(difference({1.1, {}, {}}), Difference::unknown);
}

}  // namespace
}  // namespace dispatchbench::runner
