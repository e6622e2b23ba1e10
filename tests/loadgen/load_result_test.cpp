// What a load comes to: its window, its rates, what is censored, and how that is reported.
#include "loadgen/load_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "loadgen/censoring.hpp"
#include "loadgen/plan/plan.hpp"
#include "loadgen/report.hpp"
#include "times.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

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
  for (int i = 0; i < 10; ++i) result.figures.latency.record(10 * one_ms);
  for (std::uint64_t i = 0; i < censored; ++i) {
    result.figures.censor(0, 500 * one_ms + static_cast<std::int64_t>(i), 1);
  }
  result.figures.requests = result.figures.requests_in_window = 10;
  result.planned = result.due = 10 + censored;
  result.window = {0, one_second};
  result.sending_seconds = 1;
  result.asked_per_second = static_cast<double>(result.due);
  return result;
}

TEST(LoadResult, rates_are_over_the_window) {
  LoadResult result;
  result.figures.requests = 5;
  result.figures.requests_in_window = 4;
  result.figures.bytes_sent_in_window = 400;
  result.window = {one_second, 3 * one_second};
  EXPECT_EQ(result.requests_per_second(), 2);
  EXPECT_EQ(result.bytes_per_second(), 200);
  const auto json = load_json({}, result);
  EXPECT_EQ(json["requests_per_second"], 2);
  EXPECT_EQ(json["finished_ns"], 3 * one_second);
}

TEST(LoadResult, percentiles_that_censored_requests_reach_are_marked) {
  EXPECT_THAT(load_json({}, overloaded(1))["latency_at_least"],
              ElementsAre("mean", "p99", "p999", "p9999", "max"));
  EXPECT_THAT(load_json({}, overloaded(10))["latency_at_least"],
              ElementsAre("mean", "p90", "p99", "p999", "p9999", "max"));
  EXPECT_THAT(load_json({}, overloaded(0))["latency_at_least"], ElementsAre());
  EXPECT_EQ(load_json({}, overloaded(3))["latency_seconds"]["count"], 13);
}

TEST(LoadResult, the_summary_of_a_load_without_an_answer_knows_no_latency) {
  LoadResult unanswered;
  unanswered.window = {0, one_second};
  EXPECT_THAT(summary_line({}, unanswered), HasSubstr("p50 unknown, p99 unknown, max unknown"));
}

TEST(LoadResult, the_summary_says_which_figures_are_bounds) {
  const Options options = open_loop(20, std::chrono::seconds(1));
  EXPECT_THAT(summary_line(options, overloaded(10)), HasSubstr("p99 at least 500."));
  EXPECT_THAT(summary_line(options, overloaded(10)), HasSubstr("10.0 sent of 20 asked for"));
  EXPECT_THAT(summary_line(options, overloaded(0)), Not(HasSubstr("at least")));
}

TEST(LoadResult, a_rate_that_was_not_reached_is_said) {
  const Options options = open_loop(20, std::chrono::seconds(1));
  EXPECT_TRUE(load_json(options, overloaded(10))["below_asked_rate"]);
  EXPECT_EQ(load_json(options, overloaded(10))["sent_requests_per_second"], 10);
  EXPECT_FALSE(
      load_json(open_loop(10, std::chrono::seconds(1)), overloaded(0))["below_asked_rate"]);
}

TEST(Censoring, unsent_requests_count_at_their_age) {
  const Plan plan(open_loop(10, std::chrono::seconds(1)));
  Figures figures;
  censor_unsent({{plan.groups()[0].get(), {5, 2, 10}}}, 0, one_second, figures);  // 5, 7 and 9
  EXPECT_EQ(figures.censored.count, 3U);
  EXPECT_EQ(figures.censored.least_ns, 100 * one_ms);
  EXPECT_EQ(figures.latency.max(), 500 * one_ms);
}

TEST(Censoring, what_was_not_due_yet_is_not_counted) {
  const Plan plan(open_loop(10, std::chrono::seconds(1)));
  Figures figures;
  censor_unsent({{plan.groups()[0].get(), {0, 1, 10}}}, 0, 250 * one_ms, figures);
  EXPECT_EQ(figures.censored.count, 3U);
}

TEST(Censoring, a_hundred_million_are_counted_at_once) {
  const Plan plan(open_loop(1e6, std::chrono::seconds(100)));
  Figures figures;
  censor_unsent({{plan.groups()[0].get(), {0, 1, 100'000'000}}}, 0, 100 * one_second, figures);
  EXPECT_EQ(figures.latency.count(), 100'000'000U);
  EXPECT_NEAR(figures.latency.mean(), 50e9, 1e6);
}

TEST(Schedule, what_a_slot_has_not_sent_is_known) {
  Plan plan(open_loop(10, std::chrono::seconds(1)));
  SlotSchedule schedule = plan.schedule_of(1);
  schedule.next(0);
  const auto second_request = schedule.next(0);
  EXPECT_EQ(schedule.unsent().first, 5U);
  schedule.give_back(*second_request);
  EXPECT_EQ(schedule.unsent().first, 3U);
  EXPECT_EQ(schedule.unsent().step, 2U);
  EXPECT_GE(schedule.unsent().end, 10U);
  EXPECT_FALSE(schedule.next(0));
}

TEST(Schedule, what_the_shared_pool_has_left_is_known_once) {
  Options options = open_loop(10, std::chrono::seconds(1));
  options.split = Split::shared;
  Plan plan(options);
  SlotSchedule schedule = plan.schedule_of(0);
  schedule.next(0);
  EXPECT_FALSE(schedule.next(one_second)) << "the time is up";
  EXPECT_EQ(schedule.unsent().first, 1U);
  EXPECT_EQ(schedule.unsent().end, 2U);
  EXPECT_EQ(plan.groups()[0]->untaken().first, 2U);
  EXPECT_GE(plan.groups()[0]->untaken().end, 10U);
}

}  // namespace
}  // namespace dispatchbench::loadgen
