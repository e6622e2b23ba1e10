// What a load comes to: its window, its rates, what is censored, and how that is reported.
#include "loadgen/load_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "loadgen/censoring.hpp"
#include "loadgen/report.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::int64_t millisecond = 1'000'000;
constexpr std::int64_t second = 1'000 * millisecond;

Options open_loop(double rate, Nanoseconds duration, unsigned connections = 2) {
  Options options;
  options.rate = rate;
  options.duration = duration;
  options.connections = connections;
  return options;
}

/// Ten answers after 10 ms each, and `censored` requests of half a second and more.
LoadResult overloaded(std::uint64_t censored) {
  LoadResult result;
  for (int i = 0; i < 10; ++i) result.figures.latency.record(10 * millisecond);
  for (std::uint64_t i = 0; i < censored; ++i) {
    result.figures.censor(500 * millisecond + static_cast<std::int64_t>(i), 1);
  }
  result.figures.requests = result.figures.requests_in_window = 10;
  result.planned = result.due = 10 + censored;
  result.window = {0, second};
  result.sending_seconds = 1;
  return result;
}

TEST(LoadResult, RatesAreOverTheWindow) {
  LoadResult result;
  result.figures.requests = 5;
  result.figures.requests_in_window = 4;
  result.figures.bytes_sent_in_window = 400;
  result.window = {second, 3 * second};
  EXPECT_EQ(result.requests_per_second(), 2);
  EXPECT_EQ(result.bytes_per_second(), 200);
  const auto json = load_json({}, result);
  EXPECT_EQ(json["requests_per_second"], 2);
  EXPECT_EQ(json["finished_ns"], 3 * second);
}

TEST(LoadResult, PercentilesThatCensoredRequestsReachAreMarked) {
  EXPECT_THAT(load_json({}, overloaded(1))["latency_at_least"],
              ElementsAre("mean", "p99", "p999", "p9999", "max"));
  EXPECT_THAT(load_json({}, overloaded(10))["latency_at_least"],
              ElementsAre("mean", "p90", "p99", "p999", "p9999", "max"));
  EXPECT_THAT(load_json({}, overloaded(0))["latency_at_least"], ElementsAre());
  EXPECT_EQ(load_json({}, overloaded(3))["latency_seconds"]["count"], 13);
}

TEST(LoadResult, TheSummarySaysWhichFiguresAreBounds) {
  const Options options = open_loop(20, std::chrono::seconds(1));
  EXPECT_THAT(summary_line(options, overloaded(10)), HasSubstr("p99 at least 500."));
  EXPECT_THAT(summary_line(options, overloaded(10)), HasSubstr("10.0 sent of 20 asked for"));
  EXPECT_THAT(summary_line(options, overloaded(0)), Not(HasSubstr("at least")));
}

TEST(LoadResult, ARateThatWasNotReachedIsSaid) {
  const Options options = open_loop(20, std::chrono::seconds(1));
  EXPECT_TRUE(load_json(options, overloaded(10))["below_asked_rate"]);
  EXPECT_EQ(load_json(options, overloaded(10))["sent_requests_per_second"], 10);
  EXPECT_FALSE(
      load_json(open_loop(10, std::chrono::seconds(1)), overloaded(0))["below_asked_rate"]);
}

TEST(Censoring, UnsentRequestsCountAtTheirAge) {
  const Plan plan(open_loop(10, std::chrono::seconds(1)));
  Figures figures;
  censor_unsent(plan, {NumberRange{5, 2, 10}}, 0, second, figures);  // 5, 7 and 9
  EXPECT_EQ(figures.censored.count, 3U);
  EXPECT_EQ(figures.censored.least_ns, 100 * millisecond);
  EXPECT_EQ(figures.latency.max(), 500 * millisecond);
}

TEST(Censoring, WhatWasNotDueYetIsNotCounted) {
  const Plan plan(open_loop(10, std::chrono::seconds(1)));
  Figures figures;
  censor_unsent(plan, {NumberRange{0, 1, 10}}, 0, 250 * millisecond, figures);
  EXPECT_EQ(figures.censored.count, 3U);
}

TEST(Censoring, AHundredMillionAreCountedAtOnce) {
  const Plan plan(open_loop(1e6, std::chrono::seconds(100)));
  Figures figures;
  censor_unsent(plan, {NumberRange{0, 1, 100'000'000}}, 0, 100 * second, figures);
  EXPECT_EQ(figures.latency.count(), 100'000'000U);
  EXPECT_NEAR(figures.latency.mean(), 50e9, 1e6);
}

TEST(Schedule, WhatASlotHasNotSentIsKnown) {
  Plan plan(open_loop(10, std::chrono::seconds(1)));
  SlotSchedule schedule = plan.schedule_of(1);
  schedule.next(0);
  const auto second_request = schedule.next(0);
  EXPECT_EQ(schedule.unsent().first, 5U);
  schedule.give_back(*second_request);
  EXPECT_EQ(schedule.unsent().first, 3U);
  EXPECT_EQ(schedule.unsent().step, 2U);
  EXPECT_EQ(schedule.unsent().end, 10U);
  EXPECT_FALSE(schedule.next(0));
}

TEST(Schedule, WhatTheSharedPoolHasLeftIsKnownOnce) {
  Options options = open_loop(10, std::chrono::seconds(1));
  options.split = Split::shared;
  Plan plan(options);
  SlotSchedule schedule = plan.schedule_of(0);
  schedule.next(0);
  EXPECT_FALSE(schedule.next(second)) << "the time is up";
  EXPECT_EQ(schedule.unsent().first, 1U);
  EXPECT_EQ(schedule.unsent().end, 2U);
  EXPECT_EQ(plan.untaken().first, 2U);
  EXPECT_EQ(plan.untaken().end, 10U);
}

}  // namespace
}  // namespace dispatchbench::loadgen
