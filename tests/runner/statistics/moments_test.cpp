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

}  // namespace
}  // namespace dispatchbench::runner
