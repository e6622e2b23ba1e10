#include "workload/request_rate.hpp"

#include <string>

#include <gtest/gtest.h>

#include "times.hpp"

namespace dispatchbench::workload {
namespace {

struct Due {
  double per_second;
  std::int64_t time_ns;
  std::uint64_t requests;
};

class RequestsWithin : public testing::TestWithParam<Due> {};

TEST_P(RequestsWithin, are_counted_exactly) {
  const RequestRate rate(GetParam().per_second);
  EXPECT_EQ(rate.due_before(GetParam().time_ns), GetParam().requests);
  EXPECT_LT(rate.due_ns(GetParam().requests - 1), GetParam().time_ns);
  EXPECT_GE(rate.due_ns(GetParam().requests), GetParam().time_ns);
}

INSTANTIATE_TEST_SUITE_P(RatesAndTimes, RequestsWithin,
                         testing::Values(Due{100, 300 * one_ms, 30}, Due{1000, 17 * one_ms, 17},
                                         Due{0.1, 30 * one_second, 3}, Due{0.001, one_second, 1},
                                         Due{3, one_second, 3}, Due{3, one_second + 1, 4},
                                         Due{33.3, 10 * one_second, 333},
                                         Due{0.7, 10 * one_second, 7},
                                         Due{1e7, 3 * one_second, 30'000'000},
                                         Due{123456.789, 1000 * one_second, 123'456'789},
                                         Due{1e9, 86'400 * one_second, 86'400'000'000'000}));

TEST(RequestRate, whole_rates_and_times_never_miss_one) {
  for (std::int64_t per_second = 1; per_second < 2000; per_second += 7) {
    const RequestRate rate(static_cast<double>(per_second));
    for (std::int64_t tenths = 1; tenths < 100; tenths += 3) {
      const auto wanted = static_cast<std::uint64_t>((per_second * tenths + 9) / 10);
      ASSERT_EQ(rate.due_before(tenths * 100 * one_ms), wanted) << per_second;
    }
  }
}

TEST(RequestRate, requests_are_due_at_exact_times) {
  EXPECT_EQ(RequestRate(10).due_ns(3), 300 * one_ms);
  EXPECT_EQ(RequestRate(3).due_ns(3'000'000), 1'000'000 * one_second);
  EXPECT_EQ(RequestRate(3).due_ns(1), 333'333'333);
}

TEST(RequestRate, what_is_due_in_endless_time_is_due_then) {
  EXPECT_GT(RequestRate(0.001).due_ns(1'000'000'000'000), 1'000'000'000 * one_second);
}

}  // namespace
}  // namespace dispatchbench::workload
