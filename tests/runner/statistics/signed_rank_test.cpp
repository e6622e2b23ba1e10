#include "experiments/runner/statistics/signed_rank.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace dispatchbench::runner {
namespace {

// Wilcoxon's table: sums of ranks up to 3, 8 and 52 are significant at 5 % on two sides for 8, 10
// and 20 values, so the interval begins one rank later.
TEST(SignedRank, ranks_are_those_of_the_published_table) {
  EXPECT_EQ(signed_rank(5, 0.025), 0U);
  EXPECT_EQ(signed_rank(6, 0.025), 1U);
  EXPECT_EQ(signed_rank(8, 0.025), 4U);
  EXPECT_EQ(signed_rank(10, 0.025), 9U);
  EXPECT_EQ(signed_rank(20, 0.025), 53U);
}

TEST(SignedRank, the_approximation_goes_on_where_the_exact_distribution_ends) {
  const auto last = static_cast<double>(signed_rank(100, 0.025));
  EXPECT_NEAR(static_cast<double>(signed_rank(101, 0.025)), last, 0.03 * last);
}

TEST(SignedRank, the_estimate_is_the_median_of_the_averages_of_two) {
  const auto found = signed_rank_estimate({std::exp(1), std::exp(2), std::exp(6)});
  EXPECT_NEAR(std::log(found->median), 2.75, 1e-12);  // of 1, 1.5, 2, 3.5, 4, 6
  EXPECT_FALSE(found->low);
}

TEST(SignedRank, the_interval_is_narrower_than_the_sign_tests_and_wider_for_more_comparisons) {
  std::vector<double> ratios;
  for (int i = 0; i < 12; ++i) ratios.push_back(std::exp(0.01 * (i - 5.5)));
  const auto one = signed_rank_estimate(ratios), seven = signed_rank_estimate(ratios, 7);
  const Estimate signs = estimate_of_ratios(ratios);
  EXPECT_LT(*one->high / *one->low, *signs.high / *signs.low);
  EXPECT_GT(*seven->high / *seven->low, *one->high / *one->low);
  EXPECT_NEAR(one->median, 1, 1e-12);
}

TEST(SignedRank, nothing_is_made_of_none_or_of_more_than_can_be_averaged) {
  EXPECT_FALSE(signed_rank_estimate({}));
  EXPECT_FALSE(signed_rank_estimate(std::vector<double>(most_signed_rank_values + 1, 1.0)));
}

}  // namespace
}  // namespace dispatchbench::runner
