#include "loadgen/request_rate.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dispatchbench::loadgen {
namespace {

constexpr std::int64_t millisecond = 1'000'000;
constexpr std::int64_t second = 1'000 * millisecond;

struct Due {
  double per_second;
  std::int64_t time_ns;
  std::uint64_t requests;
};

class RequestsWithin : public testing::TestWithParam<Due> {};

TEST_P(RequestsWithin, AreCountedExactly) {
  const RequestRate rate(GetParam().per_second);
  EXPECT_EQ(rate.due_before(GetParam().time_ns), GetParam().requests);
  EXPECT_LT(rate.due_ns(GetParam().requests - 1), GetParam().time_ns);
  EXPECT_GE(rate.due_ns(GetParam().requests), GetParam().time_ns);
}

INSTANTIATE_TEST_SUITE_P(RatesAndTimes, RequestsWithin,
                         testing::Values(Due{100, 300 * millisecond, 30},
                                         Due{1000, 17 * millisecond, 17}, Due{0.1, 30 * second, 3},
                                         Due{0.001, second, 1}, Due{3, second, 3},
                                         Due{3, second + 1, 4}, Due{33.3, 10 * second, 333},
                                         Due{0.7, 10 * second, 7}, Due{1e7, 3 * second, 30'000'000},
                                         Due{123456.789, 1000 * second, 123'456'789},
                                         Due{1e9, 86'400 * second, 86'400'000'000'000}));

TEST(RequestRate, WholeRatesAndTimesNeverMissOne) {
  for (std::int64_t per_second = 1; per_second < 2000; per_second += 7) {
    const RequestRate rate(static_cast<double>(per_second));
    for (std::int64_t tenths = 1; tenths < 100; tenths += 3) {
      const auto wanted = static_cast<std::uint64_t>((per_second * tenths + 9) / 10);
      ASSERT_EQ(rate.due_before(tenths * 100 * millisecond), wanted) << per_second;
    }
  }
}

TEST(RequestRate, RequestsAreDueAtExactTimes) {
  EXPECT_EQ(RequestRate(10).due_ns(3), 300 * millisecond);
  EXPECT_EQ(RequestRate(3).due_ns(3'000'000), 1'000'000 * second);
  EXPECT_EQ(RequestRate(3).due_ns(1), 333'333'333);
}

TEST(RequestRate, WhatIsDueInEndlessTimeIsDueThen) {
  EXPECT_GT(RequestRate(0.001).due_ns(1'000'000'000'000), 1'000'000'000 * second);
}

}  // namespace
}  // namespace dispatchbench::loadgen
