#include "loadgen/plan/plan.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "times.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::ElementsAre;

Options load_of(std::uint64_t requests, unsigned connections, Split split = Split::fixed) {
  Options options;
  options.requests = requests;
  options.connections = connections;
  options.split = split;
  options.body_size = *workload::Distribution::parse("1kB", Quantity::size);
  return options;
}

std::vector<std::uint64_t> numbers(SlotSchedule schedule) {
  std::vector<std::uint64_t> taken;
  while (const auto request = schedule.next(0)) taken.push_back(request->number);
  return taken;
}

TEST(Plan, static_shares_spread_the_remainder_over_the_first_slots) {
  Plan plan(load_of(8, 3));
  EXPECT_THAT(numbers(plan.schedule_of(0)), ElementsAre(0, 3, 6));
  EXPECT_THAT(numbers(plan.schedule_of(1)), ElementsAre(1, 4, 7));
  EXPECT_THAT(numbers(plan.schedule_of(2)), ElementsAre(2, 5));
}

TEST(Plan, slots_beyond_the_requests_have_no_share) {
  Plan plan(load_of(2, 4));
  EXPECT_THAT(numbers(plan.schedule_of(3)), ElementsAre());
}

TEST(Plan, one_slot_may_take_the_whole_shared_pool) {
  Plan plan(load_of(3, 2, Split::shared));
  EXPECT_THAT(numbers(plan.schedule_of(1)), ElementsAre(0, 1, 2));
  EXPECT_THAT(numbers(plan.schedule_of(0)), ElementsAre());
}

TEST(Plan, closed_loop_requests_are_due_when_asked_for) {
  Plan plan(load_of(2, 1));
  EXPECT_EQ(plan.schedule_of(0).next(123)->due_ns, 123);
}

TEST(Plan, open_loop_requests_are_spread_evenly_over_the_slots) {
  Options options = load_of(4, 2);
  options.rate = 10;
  Plan plan(options);
  SlotSchedule first = plan.schedule_of(0), second_slot = plan.schedule_of(1);
  EXPECT_EQ(first.next(0)->due_ns, 0);
  EXPECT_EQ(second_slot.next(0)->due_ns, one_second / 10);
  EXPECT_EQ(first.next(0)->due_ns, 2 * one_second / 10);
  EXPECT_EQ(second_slot.next(0)->due_ns, 3 * one_second / 10);
}

TEST(Plan, a_late_slot_keeps_its_due_times) {
  Options options = load_of(3, 1);
  options.rate = 10;
  Plan plan(options);
  SlotSchedule schedule = plan.schedule_of(0);
  schedule.next(0);
  EXPECT_EQ(schedule.next(5 * one_second)->due_ns, one_second / 10);
}

TEST(Plan, a_duration_ends_a_closed_loop) {
  Options options = load_of(1, 1);
  options.duration = std::chrono::seconds(2);
  Plan plan(options);
  SlotSchedule schedule = plan.schedule_of(0);
  EXPECT_TRUE(schedule.next(0));
  EXPECT_TRUE(schedule.next(2 * one_second - 1));
  EXPECT_FALSE(schedule.next(2 * one_second));
  EXPECT_EQ(plan.planned(), std::nullopt);
}

TEST(Plan, a_duration_ends_an_open_loop_and_says_how_many_were_due) {
  Options options = load_of(1, 1);
  options.duration = std::chrono::seconds(2);
  options.rate = 2;
  Plan plan(options);
  EXPECT_EQ(plan.planned(), 4U);
  EXPECT_THAT(numbers(plan.schedule_of(0)), ElementsAre(0, 1, 2, 3));
  EXPECT_FALSE(plan.schedule_of(0).next(2 * one_second)) << "overdue, but the time is up";
}

TEST(Plan, warmup_requests_come_first_and_do_not_count) {
  Options options = load_of(2, 1);
  options.warmup = std::chrono::seconds(1);
  Plan plan(options);
  SlotSchedule schedule = plan.schedule_of(0);
  EXPECT_TRUE(schedule.next(0)->warmup);
  EXPECT_TRUE(schedule.next(one_second - 1)->warmup);
  const auto measured = schedule.next(one_second);
  EXPECT_FALSE(measured->warmup);
  EXPECT_EQ(measured->number, 0U);
  EXPECT_TRUE(schedule.next(one_second + 1));
  EXPECT_FALSE(schedule.next(one_second + 2));
}

TEST(Plan, an_open_loop_warms_up_at_the_same_rate) {
  Options options = load_of(2, 1);
  options.warmup = std::chrono::seconds(1);
  options.rate = 2;
  Plan plan(options);
  SlotSchedule schedule = plan.schedule_of(0);
  EXPECT_EQ(schedule.next(0)->due_ns, 0);
  EXPECT_TRUE(schedule.next(0)->warmup);
  const auto measured = schedule.next(0);
  EXPECT_FALSE(measured->warmup);
  EXPECT_EQ(measured->due_ns, one_second);
}

TEST(Plan, drawn_arrivals_are_those_of_the_seed_whoever_sends_them) {
  Options options = load_of(50, 5);
  options.rate = 100;
  options.arrivals = *workload::ArrivalShape::parse("poisson");
  workload::Arrivals arrivals(options.arrivals, 100, options.seed);
  Plan plan(options);
  SlotSchedule third = plan.schedule_of(3);
  EXPECT_EQ(third.next(0)->due_ns, arrivals.due_ns(3));
  EXPECT_EQ(third.next(0)->due_ns, arrivals.due_ns(8));
  EXPECT_EQ(plan.planned_ns(), arrivals.due_ns(50));
}

TEST(Plan, a_duration_has_as_many_requests_as_arrive_in_it) {
  Options options = load_of(1, 1);
  options.duration = std::chrono::seconds(3);
  options.warmup = std::chrono::seconds(1);
  options.rate = 100;
  options.arrivals = *workload::ArrivalShape::parse("poisson");
  workload::Arrivals arrivals(options.arrivals, 100, options.seed);
  Plan plan(options);
  SlotSchedule schedule = plan.schedule_of(0);
  std::uint64_t measured = 0;
  while (const auto request = schedule.next(0)) measured += request->warmup ? 0 : 1;
  EXPECT_EQ(measured, arrivals.due_before(3 * one_second));
  EXPECT_EQ(plan.planned(), measured);
  EXPECT_EQ(plan.measured_due_before(2 * one_second), arrivals.due_before(one_second));
}

TEST(Plan, a_connection_thinks_between_an_answer_and_its_next_request) {
  Options options = load_of(3, 1);
  options.think = *workload::Distribution::parse("5ms", Quantity::time);
  Plan plan(options);
  SlotSchedule schedule = plan.schedule_of(0);
  EXPECT_EQ(schedule.next(one_ms)->due_ns, one_ms) << "not before the first";
  const auto second_request = schedule.next(2 * one_ms);
  EXPECT_EQ(second_request->due_ns, 7 * one_ms);
  EXPECT_EQ(second_request->thought_ns, 5 * one_ms);
}

TEST(Plan, demand_is_drawn_by_the_requests_number) {
  Options options = load_of(4, 2);
  options.demand = *workload::Distribution::parse("exponential:1ms", Quantity::time);
  Plan plan(options);
  const auto request = plan.schedule_of(1).next(0);
  EXPECT_EQ(request->demand_ns, options.demand.at(options.seed, workload::Stream::demand, 1));
}

TEST(Plan, groups_have_slots_one_after_the_other_and_seeds_of_their_own) {
  Options options;
  options.mix = workload::parse_mix(R"([{"connections": 2, "requests": 5, "body-size": "1kB"},
      {"connections": 3, "rate": 10, "requests": 4, "body-size": "uniform:1kB,1MB"}])",
                                    "mix");
  Plan plan(options);
  EXPECT_EQ(plan.group_of(1).index(), 0U);
  EXPECT_EQ(plan.group_of(2).index(), 1U);
  EXPECT_EQ(plan.group_of(4).index(), 1U);
  EXPECT_THAT(numbers(plan.schedule_of(1)), ElementsAre(1, 3));
  EXPECT_THAT(numbers(plan.schedule_of(2)), ElementsAre(0, 3));
  EXPECT_EQ(plan.planned(), 9U);
  EXPECT_FALSE(plan.open_loop());
  EXPECT_FALSE(plan.timed()) << "nobody knows how long the closed loop takes";
}

TEST(Plan, a_requests_size_depends_on_its_number_not_on_its_slot) {
  Options options = load_of(4, 2);
  options.body_size = *workload::Distribution::parse("uniform:1kB,1MB", Quantity::size);
  Plan fixed(options);
  options.split = Split::shared;
  Plan shared(options);
  SlotSchedule odd = fixed.schedule_of(1), all = shared.schedule_of(0);
  all.next(0);
  EXPECT_EQ(odd.next(0)->body_bytes, all.next(0)->body_bytes);
}

}  // namespace
}  // namespace dispatchbench::loadgen
