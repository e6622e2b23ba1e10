#include "loadgen/plan/feed.hpp"

#include <map>
#include <memory>
#include <sstream>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loadgen/plan/plan.hpp"
#include "times.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::ElementsAre;

Options skewed(std::uint64_t requests, unsigned connections) {
  Options options;
  options.requests = requests;
  options.connections = connections;
  options.rate = 1000;
  options.spread = *workload::SpreadShape::parse("zipf:1");
  return options;
}

std::vector<std::uint64_t> numbers_of(Feed feed) {
  std::vector<std::uint64_t> numbers;
  while (feed.due_ns()) numbers.push_back(feed.take().number);
  return numbers;
}

TEST(Feed, threads_have_every_request_once_and_each_for_a_slot_of_its_own) {
  const Plan plan(skewed(200, 7));
  std::map<std::uint64_t, unsigned> fed;
  for (unsigned thread = 0; thread < 3; ++thread) {
    Feed feed(*plan.groups()[0], thread, 3);
    std::int64_t before = 0;
    while (const auto due_ns = feed.due_ns()) {
      EXPECT_GE(*due_ns, before);
      before = *due_ns;
      const ScheduledRequest request = feed.take();
      EXPECT_EQ(*feed.slot() % 3, thread);
      ++fed[request.number];
    }
  }
  EXPECT_EQ(fed.size(), 200U);
  for (const auto& [number, times] : fed) EXPECT_EQ(times, 1U) << number;
}

TEST(Feed, where_any_connection_may_send_threads_take_turns) {
  Options options = skewed(7, 100);
  options.spread = {};
  options.auto_connections = true;
  const Plan plan(options);
  EXPECT_THAT(numbers_of(Feed(*plan.groups()[0], 1, 3)), ElementsAre(1, 4));
  Feed feed(*plan.groups()[0], 0, 3);
  feed.take();
  EXPECT_EQ(feed.slot(), std::nullopt);
}

TEST(Feed, warms_up_first_and_ends_with_the_duration) {
  Options options = skewed(1, 1);
  options.rate = 10;
  options.warmup = std::chrono::milliseconds(200);
  options.duration = std::chrono::milliseconds(300);
  const Plan plan(options);
  Feed feed(*plan.groups()[0], 0, 1);
  std::vector<std::int64_t> due_ms;
  std::vector<bool> warmup;
  while (const auto due_ns = feed.due_ns()) {
    due_ms.push_back(*due_ns / one_ms);
    warmup.push_back(feed.take().warmup);
  }
  EXPECT_THAT(due_ms, ElementsAre(0, 100, 200, 300, 400));
  EXPECT_THAT(warmup, ElementsAre(true, true, false, false, false));
}

TEST(Feed, replays_a_trace_at_its_speed) {
  std::istringstream text(
      "at_seconds,connection,method,body_bytes,demand_seconds\n"
      "5,a,PUT,10,0.001\n6,b,GET,0,0\n9,a,PUT,30,0\n");
  Options options;
  options.trace = std::make_shared<const workload::Trace>(workload::read_trace(text, "t"));
  options.speed = 2;
  const Plan plan(options);
  Feed feed(*plan.groups()[0], 0, 1);
  const ScheduledRequest first = feed.take();
  EXPECT_EQ(first.demand_ns, 1'000'000U);
  EXPECT_FALSE(first.last);
  EXPECT_EQ(feed.slot(), 0U);
  EXPECT_EQ(feed.due_ns(), 500 * one_ms);
  const ScheduledRequest second = feed.take();
  EXPECT_EQ(second.method, workload::Method::get);
  EXPECT_EQ(feed.slot(), 1U);
  EXPECT_EQ(feed.take().body_bytes, 30U);
  EXPECT_EQ(feed.due_ns(), std::nullopt);
  EXPECT_EQ(plan.planned(), 3U);
  EXPECT_EQ(plan.planned_ns(), 2 * one_second);
  EXPECT_EQ(plan.measured_due_before(one_second), 2U);
}

}  // namespace
}  // namespace dispatchbench::loadgen
