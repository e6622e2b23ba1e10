#include "experiments/runner/statistics/two_sample.hpp"

#include <cmath>
#include <random>

#include <gmock/gmock.h>

namespace dispatchbench::runner {
namespace {

// The two-sided 5 % critical values of U as tables of the Mann-Whitney test print them; the
// interval begins one rank further in.
TEST(TwoSample, ranks_are_those_of_the_published_tables) {
  struct Published {
    std::size_t base, next, critical;
  };
  for (const auto& [base, next, critical] :
       {Published{4, 4, 0}, Published{5, 5, 2}, Published{6, 6, 5}, Published{7, 7, 8},
        Published{8, 8, 13}, Published{9, 9, 17}, Published{10, 10, 23}, Published{12, 12, 37},
        Published{15, 15, 64}, Published{20, 20, 127}, Published{5, 10, 8}, Published{3, 8, 2}}) {
    EXPECT_EQ(mann_whitney_rank(base, next, 0.025), critical + 1) << base << ' ' << next;
    EXPECT_EQ(mann_whitney_rank(next, base, 0.025), critical + 1) << base << ' ' << next;
  }
  EXPECT_EQ(mann_whitney_rank(3, 3, 0.025), 0U);
}

// Hollander, Wolfe and Chicken, examples 4.1 to 4.4 (permeability of a membrane): the estimate of
// the shift is -0.305, its 96 % interval -0.76 to 0.15, the one whose tails are 0.02 each.
TEST(TwoSample, the_textbooks_example_comes_out) {
  std::vector<double> base{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
  std::vector<double> next{1.15, 0.88, 0.90, 0.74, 1.21};
  for (auto* sample : {&base, &next}) {
    for (double& value : *sample) value = std::exp(value);
  }
  const Estimate result = ratio_of_samples(base, next);
  EXPECT_NEAR(std::log(result.median), -0.305, 1e-9);
  EXPECT_NEAR(std::log(*result.low), -0.76, 1e-9);
  EXPECT_NEAR(std::log(*result.high), 0.15, 1e-9);
}

TEST(TwoSample, the_approximation_meets_the_exact_rank_where_one_takes_over) {
  const auto exact = static_cast<double>(mann_whitney_rank(100, 100, 0.025));
  const auto approximate = static_cast<double>(mann_whitney_rank(100, 101, 0.025));
  EXPECT_NEAR(exact, approximate, 50);  // of 10,000: one more value moves it by some 40
  EXPECT_LT(exact, approximate);
}

TEST(TwoSample, a_true_ratio_lies_in_at_least_nineteen_of_twenty_intervals) {
  std::mt19937_64 random(7);
  std::lognormal_distribution<double> noise(0, 0.3);
  const auto sample = [&](std::size_t size, double factor) {
    std::vector<double> values(size);
    for (double& value : values) value = factor * noise(random);
    return values;
  };
  int held = 0;
  constexpr int trials = 4000;
  for (int trial = 0; trial < trials; ++trial) {
    const Estimate result = ratio_of_samples(sample(7, 1), sample(9, 1.2));
    held += *result.low <= 1.2 && 1.2 <= *result.high ? 1 : 0;
  }
  EXPECT_GE(held, trials * 0.945);  // 0.95 less 1.5 standard deviations of the trials
  EXPECT_LE(held, trials * 0.98);   // and it is not needlessly wide
}

TEST(TwoSample, too_few_runs_have_a_ratio_but_no_interval) {
  const Estimate result = ratio_of_samples({1, 2, 3}, {2, 4, 6});
  EXPECT_NEAR(result.median, 2, 1e-12);
  EXPECT_FALSE(result.low);
  EXPECT_EQ(runs_needed_in_each(1), 4U);
  EXPECT_EQ(runs_needed_in_each(7), 6U);
}

TEST(TwoSample, more_comparisons_widen_the_interval) {
  const std::vector<double> base{1, 1.1, 1.2, 1.3, 1.4, 1.5}, next{1.05, 1.15, 1.25, 1.35, 1.45};
  EXPECT_LT(*ratio_of_samples(base, next, 5).low, *ratio_of_samples(base, next).low);
}

}  // namespace
}  // namespace dispatchbench::runner
