#include "experiments/runner/statistics/moments.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace dispatchbench::runner {
namespace {

TEST(Moments, the_mean_has_students_interval) {
  const Estimate found = mean_estimate({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  EXPECT_NEAR(found.median, 5.5, 1e-12);
  EXPECT_NEAR(*found.low, 5.5 - 2.262157 * 3.0276504 / std::sqrt(10), 1e-5);
  EXPECT_NEAR(*found.high, 11 - *found.low, 1e-12);
}

TEST(Moments, too_few_values_have_no_interval) {
  EXPECT_FALSE(mean_estimate({1, 2, 3, 4, 5}).low);
  EXPECT_FALSE(standard_deviation({1}));
}

TEST(Moments, a_share_has_the_exact_interval_of_the_binomial_distribution) {
  const Estimate none = share_estimate(0, 10), half = share_estimate(5, 10);
  EXPECT_EQ(none.median, 0);
  EXPECT_EQ(*none.low, 0);
  EXPECT_NEAR(*none.high, 1 - std::pow(0.025, 0.1), 1e-9);
  EXPECT_NEAR(*half.low, 0.187086, 1e-6);
  EXPECT_NEAR(*half.high, 1 - *half.low, 1e-9);
}

}  // namespace
}  // namespace dispatchbench::runner
