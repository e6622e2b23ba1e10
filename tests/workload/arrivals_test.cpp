#include "workload/arrivals.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "times.hpp"

namespace dispatchbench::workload {
namespace {

ArrivalShape shape_of(const char* text) {
  return *ArrivalShape::parse(text);
}

Arrivals arrivals_of(const char* text, double per_second, std::uint64_t seed = 7) {
  return {shape_of(text), per_second, seed};
}

TEST(Arrivals, uniform_ones_are_evenly_spaced) {
  Arrivals arrivals = arrivals_of("uniform", 10);
  EXPECT_EQ(arrivals.due_ns(0), 0);
  EXPECT_EQ(arrivals.due_ns(3), 300 * one_ms);
  EXPECT_EQ(arrivals.due_before(one_second), 10U);
}

TEST(Arrivals, poisson_gaps_are_exponential) {
  Arrivals arrivals = arrivals_of("poisson", 1000);
  constexpr unsigned count = 200'000;
  double sum = 0, squares = 0;
  unsigned above_mean = 0;
  std::int64_t before = 0;
  for (unsigned k = 0; k < count; ++k) {
    const auto gap = static_cast<double>(arrivals.due_ns(k) - before) / static_cast<double>(one_ms);
    before = arrivals.due_ns(k);
    sum += gap;
    squares += gap * gap;
    if (gap > 1) ++above_mean;
  }
  EXPECT_NEAR(sum / count, 1, 0.01);
  EXPECT_NEAR(squares / count, 2, 0.04);
  EXPECT_NEAR(static_cast<double>(above_mean) / count, 0.3679, 0.004);
}

/// Of a Poisson process the variance of the counts is their mean.
TEST(Arrivals, poisson_counts_scatter_as_they_should) {
  Arrivals arrivals = arrivals_of("poisson", 100);
  constexpr unsigned seconds = 20'000;
  double sum = 0, squares = 0;
  std::uint64_t before = 0;
  for (unsigned second = 1; second <= seconds; ++second) {
    const std::uint64_t due = arrivals.due_before(second * one_second);
    const auto count = static_cast<double>(due - before);
    before = due;
    sum += count;
    squares += count * count;
  }
  const double mean = sum / seconds;
  EXPECT_NEAR(mean, 100, 0.5);
  EXPECT_NEAR((squares / seconds - mean * mean) / mean, 1, 0.05);
}

TEST(Arrivals, bursts_keep_the_mean_and_are_silent_between) {
  Arrivals arrivals = arrivals_of("bursty:100ms,300ms", 1000);
  const std::uint64_t within_an_hour = arrivals.due_before(3600 * one_second);
  EXPECT_NEAR(static_cast<double>(within_an_hour) / 3600, 1000, 5);
  for (std::uint64_t k = 0; k < 100'000; ++k) {
    ASSERT_LT(arrivals.due_ns(k) % (400 * one_ms), 100 * one_ms);
  }
}

TEST(Arrivals, the_count_before_a_time_is_that_of_the_due_times) {
  for (const char* text : {"uniform", "poisson", "bursty:3ms,7ms"}) {
    Arrivals arrivals = arrivals_of(text, 100'000);
    for (std::int64_t time_ns = 1; time_ns < one_second; time_ns += 777'777) {
      const std::uint64_t due = arrivals.due_before(time_ns);
      ASSERT_GE(arrivals.due_ns(due), time_ns) << text;
      ASSERT_TRUE(due == 0 || arrivals.due_ns(due - 1) < time_ns) << text;
    }
    EXPECT_EQ(arrivals.due_before(0), 0U);
    EXPECT_EQ(arrivals.due_before(-one_second), 0U);
  }
}

TEST(Arrivals, may_be_asked_for_in_any_order) {
  for (const char* text : {"poisson", "bursty:1ms,1ms"}) {
    Arrivals forth = arrivals_of(text, 1000), back = arrivals_of(text, 1000);
    std::vector<std::int64_t> due;
    for (std::uint64_t k = 0; k < 10'000; ++k) due.push_back(forth.due_ns(k));
    for (std::uint64_t k = 10'000; k-- > 0;) ASSERT_EQ(back.due_ns(k), due[k]) << text << k;
    for (const std::uint64_t k : {0U, 9'999U, 1'024U, 1'023U, 5'000U})
      EXPECT_EQ(forth.due_ns(k), due[k]);
  }
}

TEST(Arrivals, the_seed_decides_and_nothing_else) {
  Arrivals one = arrivals_of("poisson", 1000, 1), same = arrivals_of("poisson", 1000, 1);
  Arrivals faster = arrivals_of("poisson", 2000, 1), other = arrivals_of("poisson", 1000, 2);
  EXPECT_EQ(one.due_ns(50), same.due_ns(50));
  EXPECT_NE(one.due_ns(50), other.due_ns(50));
  EXPECT_NEAR(static_cast<double>(one.due_ns(50)), 2 * static_cast<double>(faster.due_ns(50)), 2);
}

TEST(Arrivals, millions_never_go_back_in_time) {
  Arrivals arrivals = arrivals_of("poisson", 1e6);
  std::int64_t before = 0;
  for (std::uint64_t k = 0; k < 2'000'000; ++k) {
    const std::int64_t due = arrivals.due_ns(k);
    ASSERT_GE(due, before);
    before = due;
  }
  EXPECT_NEAR(static_cast<double>(before), 2e9, 1e7);
}

TEST(Arrivals, what_is_due_in_endless_time_is_due_then) {
  EXPECT_GT(arrivals_of("uniform", 0.001).due_ns(1'000'000'000'000), 1'000'000'000 * one_second);
}

TEST(ArrivalShape, text_parses_back) {
  for (const char* text : {"uniform", "poisson", "bursty:100ms,900ms", "bursty:1.5us,1m"}) {
    EXPECT_EQ(shape_of(text).text(), text);
  }
}

TEST(ArrivalShape, malformed_ones_are_refused) {
  for (const char* text :
       {"", "regular", "poisson:5", "bursty", "bursty:", "bursty:1s", "bursty:0,1s", "bursty:1s,0",
        "bursty:1s,2", "bursty:1s,1441m", "bursty:1s,1s,1s", "Poisson"}) {
    EXPECT_FALSE(ArrivalShape::parse(text)) << text;
  }
}

}  // namespace
}  // namespace dispatchbench::workload
