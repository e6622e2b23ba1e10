#include "workload/draw.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "workload/distribution.hpp"

namespace dispatchbench::workload {
namespace {

TEST(Draw, uniform_numbers_stay_off_both_ends) {
  for (std::uint64_t k = 0; k < 100'000; ++k) {
    const double drawn = uniform_at(3, Stream::think, k);
    ASSERT_GT(drawn, 0);
    ASSERT_LT(drawn, 1);
  }
}

TEST(Draw, normal_numbers_have_the_moments_of_their_law) {
  constexpr unsigned count = 400'000;
  double sum = 0, squares = 0, cubes = 0;
  for (unsigned k = 0; k < count; ++k) {
    const double drawn = normal_at(3, Stream::think, k);
    sum += drawn;
    squares += drawn * drawn;
    cubes += drawn * drawn * drawn;
  }
  EXPECT_NEAR(sum / count, 0, 0.01);
  EXPECT_NEAR(squares / count, 1, 0.01);
  EXPECT_NEAR(cubes / count, 0, 0.03);
}

TEST(Draw, streams_do_not_go_together) {
  double products = 0;
  constexpr unsigned count = 100'000;
  for (unsigned k = 0; k < count; ++k) {
    products += (uniform_at(1, Stream::demand, k) - 0.5) * (uniform_at(1, Stream::think, k) - 0.5);
  }
  EXPECT_NEAR(products / count * 12, 0, 0.02);
}

TEST(Draw, the_first_group_has_the_seed_itself) {
  EXPECT_EQ(group_seed(42, 0), 42U);
  EXPECT_NE(group_seed(42, 1), group_seed(42, 2));
  EXPECT_NE(group_seed(42, 1), group_seed(43, 1));
}

}  // namespace
}  // namespace dispatchbench::workload
