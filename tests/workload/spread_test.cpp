#include "workload/spread.hpp"

#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dispatchbench::workload {
namespace {

using testing::ElementsAre;

constexpr unsigned requests = 200'000;

std::vector<double> shares(const char* text, std::uint32_t connections) {
  const Spread spread(*SpreadShape::parse(text), connections, 7);
  std::vector<double> counted(connections);
  for (unsigned k = 0; k < requests; ++k) counted.at(spread.connection_of(k)) += 1.0 / requests;
  return counted;
}

TEST(Spread, in_turn_is_in_turn) {
  const Spread spread({}, 3, 7);
  std::vector<std::uint32_t> chosen;
  for (unsigned k = 0; k < 7; ++k) chosen.push_back(spread.connection_of(k));
  EXPECT_THAT(chosen, ElementsAre(0, 1, 2, 0, 1, 2, 0));
}

TEST(Spread, zipf_gives_shares_by_rank) {
  for (const double exponent : {0.5, 1.0, 2.0}) {
    const auto seen = shares(("zipf:" + std::to_string(exponent)).c_str(), 50);
    double sum = 0;
    for (unsigned i = 0; i < 50; ++i) sum += std::pow(i + 1.0, -exponent);
    for (unsigned i = 0; i < 50; ++i)
      EXPECT_NEAR(seen[i], std::pow(i + 1.0, -exponent) / sum, 0.004) << exponent << " " << i;
  }
}

TEST(Spread, zipf_0_draws_all_equally_often_but_not_in_turn) {
  for (const double share : shares("zipf:0", 10)) EXPECT_NEAR(share, 0.1, 0.003);
  const Spread spread(*SpreadShape::parse("zipf:0"), 10, 7);
  unsigned in_turn = 0;
  for (unsigned k = 0; k < 1000; ++k) in_turn += spread.connection_of(k) == k % 10 ? 1 : 0;
  EXPECT_LT(in_turn, 200U);
}

TEST(Spread, zipf_0_draws_what_a_table_of_equal_shares_would) {
  const Spread without(*SpreadShape::parse("zipf:0"), 1000, 7);
  const Spread with(*SpreadShape::parse("zipf:1e-300"), 1000, 7);
  for (unsigned k = 0; k < 10'000; ++k) ASSERT_EQ(without.connection_of(k), with.connection_of(k));
}

TEST(Spread, of_one_connection_is_that_one) {
  EXPECT_EQ(Spread(*SpreadShape::parse("zipf:1"), 1, 7).connection_of(5), 0U);
}

TEST(Spread, the_seed_decides) {
  const SpreadShape shape = *SpreadShape::parse("zipf:1");
  const Spread one(shape, 1000, 1), same(shape, 1000, 1), other(shape, 1000, 2);
  unsigned differ = 0;
  for (unsigned k = 0; k < 1000; ++k) {
    ASSERT_EQ(one.connection_of(k), same.connection_of(k));
    differ += one.connection_of(k) != other.connection_of(k) ? 1 : 0;
  }
  EXPECT_GT(differ, 500U);
}

TEST(SpreadShape, text_parses_back) {
  for (const char* text : {"zipf:0", "zipf:1", "zipf:0.9", "zipf:10"})
    EXPECT_EQ(SpreadShape::parse(text)->text(), text);
  EXPECT_EQ(SpreadShape{}.text(), "");
}

TEST(SpreadShape, malformed_ones_are_refused) {
  for (const char* text : {"", "zipf", "zipf:", "zipf:-1", "zipf:11", "zipf:nan", "zipf:1,2", "1"})
    EXPECT_FALSE(SpreadShape::parse(text)) << text;
}

}  // namespace
}  // namespace dispatchbench::workload
