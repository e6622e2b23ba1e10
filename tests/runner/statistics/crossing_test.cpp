#include "experiments/runner/statistics/crossing.hpp"

#include <gtest/gtest.h>

namespace dispatchbench::runner {
namespace {

Estimate between(double low, double high) {
  return {(low + high) / 2, low, high};
}

TEST(Crossing, lies_between_the_last_value_on_one_side_and_the_first_on_the_other) {
  const auto found = crossing({{1, between(0.4, 0.6)}, {2, between(0.9, 1.2)}, {4, {2, 2, 2}}});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->low, 1);
  EXPECT_EQ(found->high, 4);
  EXPECT_NEAR(found->median, 2.5, 1e-12);  // half way from ln 0.5 to ln 2
}

TEST(Crossing, is_none_if_the_ratio_stays_on_one_side_or_passes_twice) {
  const Estimate below = between(0.4, 0.6), above = between(1.4, 1.6);
  EXPECT_FALSE(crossing({}));
  EXPECT_FALSE(crossing({{1, below}, {2, between(0.9, 1.1)}}));
  EXPECT_FALSE(crossing({{1, below}, {2, above}, {3, below}}));
  EXPECT_FALSE(crossing({{1, {0.5, std::nullopt, std::nullopt}}, {2, above}}));
}

}  // namespace
}  // namespace dispatchbench::runner
