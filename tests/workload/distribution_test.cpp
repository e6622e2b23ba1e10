#include "workload/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/command_line.hpp"
#include "workload/demand.hpp"

namespace dispatchbench::workload {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Distribution time_of(const char* text) {
  return *Distribution::parse(text, Quantity::time);
}

Distribution size_of(const char* text) {
  return *Distribution::parse(text, Quantity::size);
}

std::vector<double> draws(const Distribution& distribution, std::uint64_t count) {
  std::vector<double> drawn;
  for (std::uint64_t k = 0; k < count; ++k)
    drawn.push_back(static_cast<double>(distribution.at(7, Stream::demand, k)));
  return drawn;
}

struct Moments {
  double mean = 0;
  double squared_variation = 0;
};

Moments moments(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  const double mean = sum / count;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, squares / count / (mean * mean)};
}

class Drawn : public testing::TestWithParam<const char*> {};

/// The seed is fixed: these are the same numbers whenever they are drawn.
TEST_P(Drawn, has_the_moments_that_it_says) {
  const Distribution distribution = time_of(GetParam());
  const Moments seen = moments(draws(distribution, 400'000));
  EXPECT_NEAR(seen.mean / distribution.mean(), 1, 0.01);
  EXPECT_NEAR(seen.squared_variation, distribution.squared_variation(),
              0.03 * distribution.squared_variation() + 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Distributions, Drawn,
                         testing::Values("5ms", "uniform:1ms,9ms", "uniform:0,2us",
                                         "exponential:5ms", "lognormal:5ms,0.5", "lognormal:5ms,1",
                                         "bimodal:0.9:1ms,100ms", "bimodal:0:1ms,2ms",
                                         "pareto:1ms,6"));

TEST(Distribution, knows_its_moments) {
  EXPECT_DOUBLE_EQ(time_of("exponential:5ms").mean(), 5e6);
  EXPECT_DOUBLE_EQ(time_of("exponential:5ms").squared_variation(), 1);
  EXPECT_DOUBLE_EQ(time_of("uniform:0,6ms").squared_variation(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(time_of("lognormal:5ms,1").squared_variation(), std::numbers::e - 1);
  EXPECT_DOUBLE_EQ(time_of("bimodal:0.5:0,2ms").squared_variation(), 1);
  EXPECT_DOUBLE_EQ(time_of("pareto:1ms,3").mean(), 1.5e6);
  EXPECT_DOUBLE_EQ(time_of("pareto:1ms,3").squared_variation(), 1.0 / 3);
  EXPECT_EQ(time_of("5ms").squared_variation(), 0);
  EXPECT_EQ(time_of("0").squared_variation(), 0);
}

TEST(Distribution, moments_are_infinite_where_they_are) {
  EXPECT_TRUE(std::isinf(time_of("pareto:1ms,1").mean()));
  EXPECT_FALSE(std::isinf(time_of("pareto:1ms,1.5").mean()));
  EXPECT_TRUE(std::isinf(time_of("pareto:1ms,2").squared_variation()));
}

/// The share of what is drawn below the quantile that the distribution should have there.
double share_below(const char* text, double value) {
  const std::vector<double> drawn = draws(time_of(text), 200'000);
  const auto below =
      std::count_if(drawn.begin(), drawn.end(), [value](double one) { return one < value; });
  return static_cast<double>(below) / static_cast<double>(drawn.size());
}

TEST(Distribution, has_the_quantiles_of_its_kind) {
  EXPECT_NEAR(share_below("exponential:1ms", 1e6 * std::log(2.0)), 0.5, 0.005);
  EXPECT_NEAR(share_below("exponential:1ms", 1e6 * std::log(100.0)), 0.99, 0.001);
  EXPECT_NEAR(share_below("uniform:0,8ms", 2e6), 0.25, 0.005);
  EXPECT_NEAR(share_below("lognormal:1ms,2", 1e6 * std::exp(-2.0)), 0.5, 0.005);
  EXPECT_NEAR(share_below("lognormal:1ms,2", 1e6 * std::exp(2 * 1.6448536 - 2)), 0.95, 0.002);
  EXPECT_NEAR(share_below("pareto:1ms,1.5", 1e6 * std::pow(0.1, -1 / 1.5)), 0.9, 0.003);
  EXPECT_NEAR(share_below("bimodal:0.99:1ms,100ms", 2e6), 0.99, 0.001);
}

TEST(Distribution, uniform_reaches_both_ends_and_nothing_beyond) {
  const Distribution size = size_of("uniform:1B,4B");
  std::set<std::uint64_t> drawn;
  for (unsigned k = 0; k < 1000; ++k) drawn.insert(size.at(1, Stream::body_size, k));
  EXPECT_THAT(drawn, ElementsAre(1, 2, 3, 4));
}

TEST(Distribution, an_endless_tail_is_capped) {
  const Distribution size = size_of("pareto:1MB,0.1");
  const Distribution lower = size.capped(2'000'000);
  for (unsigned k = 0; k < 10'000; ++k) {
    const std::uint64_t drawn = size.at(1, Stream::body_size, k);
    ASSERT_GE(drawn, 1'000'000U);
    ASSERT_LE(drawn, largest_drawn(Quantity::size));
    ASSERT_EQ(lower.at(1, Stream::body_size, k), std::min<std::uint64_t>(drawn, 2'000'000));
  }
  EXPECT_EQ(size.largest(), largest_drawn(Quantity::size));
  EXPECT_EQ(lower.largest(), 2'000'000U);
}

TEST(Distribution, a_body_that_is_drawn_has_a_byte) {
  const Distribution size = size_of("exponential:1B");
  for (unsigned k = 0; k < 1000; ++k) ASSERT_GE(size.at(1, Stream::body_size, k), 1U);
}

TEST(Distribution, seed_stream_and_number_decide) {
  const Distribution time = time_of("exponential:1s");
  EXPECT_EQ(time.at(1, Stream::demand, 5), time.at(1, Stream::demand, 5));
  EXPECT_NE(time.at(1, Stream::demand, 5), time.at(2, Stream::demand, 5));
  EXPECT_NE(time.at(1, Stream::demand, 5), time.at(1, Stream::think, 5));
  EXPECT_NE(time.at(1, Stream::demand, 5), time.at(1, Stream::demand, 6));
}

TEST(Distribution, the_largest_is_known_before_anything_is_drawn) {
  EXPECT_EQ(time_of("5ms").largest(), 5'000'000U);
  EXPECT_EQ(time_of("uniform:1ms,9ms").largest(), 9'000'000U);
  EXPECT_EQ(time_of("bimodal:0.5:9ms,1ms").largest(), 9'000'000U);
  EXPECT_TRUE(Distribution().none());
  EXPECT_FALSE(time_of("exponential:5ms").none());
}

TEST(Distribution, an_option_is_refused_in_one_line) {
  try {
    distribution_option("think", "5", Quantity::time);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("--think 5: expected a time up to 1440m such as 5ms"));
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
  }
}

TEST(Demand, is_never_more_than_a_server_takes) {
  const auto demand = parse_demand("pareto:1s,0.1");
  for (unsigned k = 0; k < 100; ++k) ASSERT_LE(demand->at(1, Stream::demand, k), largest_demand_ns);
  EXPECT_FALSE(parse_demand("11s"));
  EXPECT_FALSE(parse_demand("uniform:1s,11s"));
  EXPECT_TRUE(parse_demand("10s"));
  EXPECT_THAT(demand_syntax(), HasSubstr("at most 10s"));
}

}  // namespace
}  // namespace dispatchbench::workload
