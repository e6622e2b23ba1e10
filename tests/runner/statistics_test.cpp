#include "experiments/runner/statistics.hpp"

#include <cmath>
#include <numeric>

#include <gmock/gmock.h>

namespace dispatchbench::runner {
namespace {

std::vector<double> one_to(int count) {
  std::vector<double> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

TEST(Statistics, SixRoundsAreTheLeastForOneComparisonNineForSevenAndTenForTwentyOne) {
  EXPECT_EQ(rounds_needed(1), 6U);
  EXPECT_EQ(rounds_needed(7), 9U);
  EXPECT_EQ(rounds_needed(21), 10U);
}

TEST(Statistics, TooFewValuesHaveAMedianButNoInterval) {
  const Estimate five = estimate(one_to(5));
  EXPECT_DOUBLE_EQ(five.median, 3);
  EXPECT_FALSE(five.low);
  EXPECT_FALSE(five.high);
}

// The ranks that tables of the sign test give for a 95 % interval of the median.
TEST(Statistics, IntervalsHaveThePublishedRanks) {
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

TEST(Statistics, MoreComparisonsWidenTheInterval) {
  EXPECT_EQ(estimate(one_to(10), 1).low, 2);
  EXPECT_EQ(estimate(one_to(10), 21).low, 1);
  EXPECT_FALSE(estimate(one_to(10), 1000).low);
}

TEST(Statistics, TheOrderOfTheValuesDoesNotMatter) {
  EXPECT_DOUBLE_EQ(estimate({4, 1, 3, 2}).median, 2.5);
  EXPECT_DOUBLE_EQ(median({9, 1, 5}), 5);
}

TEST(Statistics, RatiosAreWorkedOutOnTheirLogarithms) {
  const Estimate result = estimate_of_ratios({0.25, 4, 0.5, 2, 0.125, 8});
  EXPECT_NEAR(result.median, 1, 1e-12);
  EXPECT_NEAR(*result.low * *result.high, 1, 1e-12);
}

}  // namespace
}  // namespace dispatchbench::runner
