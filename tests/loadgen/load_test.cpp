// Runs that go well: what is sent over which connection, and what is counted and timed.
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/loadgen/load_fixture.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::ElementsAre;
using testing::Pair;

/// Each connection that the server saw → the keys it asked for.
std::map<std::uint64_t, std::set<std::string>> keys_by_connection(const TestServer& server) {
  std::map<std::uint64_t, std::set<std::string>> keys;
  for (const SeenRequest& request : server.seen()) keys[request.connection].insert(request.target);
  return keys;
}

void expect_one_connection_a_slot(const TestServer& server, unsigned slots) {
  const auto keys = keys_by_connection(server);
  std::set<std::string> all;
  for (const auto& [connection, targets] : keys) {
    EXPECT_EQ(targets.size(), 1U) << "connection " << connection << " served several slots";
    all.insert(targets.begin(), targets.end());
  }
  EXPECT_EQ(server.accepted(), slots);
  EXPECT_EQ(all.size(), slots);
}

TEST(Load, every_slot_sends_its_share_over_a_connection_of_its_own) {
  const TestServer server;
  const LoadResult result = run(load(server, 100, 3, 1));
  EXPECT_EQ(result.figures.requests, 100U);
  EXPECT_EQ(result.figures.connections, 3U);
  EXPECT_EQ(result.figures.slots[0].requests, 34U);
  EXPECT_EQ(result.figures.slots[1].requests, 33U);
  EXPECT_EQ(result.figures.slots[2].requests, 33U);
  expect_one_connection_a_slot(server, 3);
}

TEST(Load, slots_keep_their_connections_in_an_open_loop_too) {
  const TestServer server;
  Options options = load(server, 300, 6, 2);
  options.rate = 3000;
  const LoadResult result = run(options);
  EXPECT_TRUE(result.succeeded(options));
  EXPECT_EQ(result.figures.requests, 300U);
  expect_one_connection_a_slot(server, 6);
}

TEST(Load, slots_keep_their_connections_with_a_shared_pool_too) {
  const TestServer server;
  Options options = load(server, 500, 8, 2);
  options.split = Split::shared;
  const LoadResult result = run(options);
  EXPECT_EQ(result.figures.requests, 500U);
  EXPECT_EQ(server.seen_count(), 500U);
  EXPECT_EQ(server.accepted(), 8U);
  for (const auto& [connection, keys] : keys_by_connection(server)) EXPECT_EQ(keys.size(), 1U);
}

TEST(Load, many_connections_are_open_at_once) {
  const TestServer server;
  const Options options = load(server, 1000, 500, 2);
  EXPECT_TRUE(run(options).succeeded(options));
  EXPECT_EQ(server.accepted(), 500U);
}

TEST(Load, a_connection_is_left_after_its_requests) {
  const TestServer server;
  Options options = load(server, 21, 2, 1);  // shares of 11 and 10
  options.requests_per_connection = 5;
  EXPECT_TRUE(run(options).succeeded(options));
  EXPECT_EQ(server.accepted(), 5U);
  std::map<std::uint64_t, int> requests;
  for (const SeenRequest& request : server.seen()) ++requests[request.connection];
  for (const auto& [connection, count] : requests) EXPECT_LE(count, 5);
}

TEST(Load, a_connection_a_request_connects_each_time) {
  const TestServer server;
  Options options = load(server, 40, 4, 2);
  options.requests_per_connection = 1;
  const LoadResult result = run(options);
  EXPECT_EQ(server.accepted(), 40U);
  EXPECT_EQ(result.figures.connections, 40U);
  EXPECT_EQ(result.figures.connect.count(), 40U);
  EXPECT_EQ(result.figures.first_answer.count(), 40U);
  EXPECT_EQ(result.figures.dispatch.count(), 40U);
}

TEST(Load, new_connections_are_timed_old_ones_are_not) {
  const TestServer server;
  const LoadResult result = run(load(server, 20, 2, 1));
  EXPECT_EQ(result.figures.connect.count(), 2U);
  EXPECT_GT(result.figures.first_answer.sum(), result.figures.connect.sum());
}

class Bodies : public testing::TestWithParam<const char*> {};

TEST_P(Bodies, arrive_whole_and_every_byte_is_right) {
  const TestServer server;
  Options options = load(server, 12, 2, 1);
  options.body_size = *workload::Distribution::parse(GetParam(), Quantity::size);
  const LoadResult result = run(options);
  EXPECT_TRUE(result.succeeded(options));
  std::uint64_t arrived = 0;
  for (const SeenRequest& request : server.seen()) {
    EXPECT_TRUE(request.body_right);
    arrived += request.body_bytes;
  }
  EXPECT_EQ(result.figures.bytes_sent, arrived);
  std::uint64_t timeline = 0;
  for (const auto& interval : result.figures.timeline) timeline += interval.bytes;
  EXPECT_EQ(timeline, arrived);
}

INSTANTIATE_TEST_SUITE_P(Sizes, Bodies,
                         testing::Values("0", "1B", "1000B", "16KiB", "65535B", "64KiB", "100kB",
                                         "2MiB", "2097153B", "9MB", "uniform:1B,5MB",
                                         "pareto:1kB,0.8"));

TEST(Load, requests_carry_the_real_host_and_no_expect) {
  const TestServer server;
  Options options = load(server, 1, 1, 1);
  options.body_size = *workload::Distribution::parse("3MB", Quantity::size);
  run(options);
  const SeenRequest request = server.seen().at(0);
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.target, "/key-0");
  EXPECT_EQ("http://" + request.host, server.url());
  EXPECT_FALSE(request.expects_continue);
}

TEST(Load, expect_continue_is_sent_when_asked_for) {
  const TestServer server;
  Options options = load(server, 3, 1, 1);
  options.expect_continue = true;
  EXPECT_TRUE(run(options).succeeded(options));
  EXPECT_TRUE(server.seen().at(0).expects_continue);
}

TEST(Load, gets_count_what_they_receive) {
  TestServer::Manner manner;
  manner.answer_body = std::string(1'000'000, 'x');
  const TestServer server(std::move(manner));
  Options options = load(server, 5, 1, 1);
  options.method = Method::get;
  const LoadResult result = run(options);
  EXPECT_TRUE(result.succeeded(options));
  EXPECT_EQ(result.figures.bytes_received, 5'000'000U);
  EXPECT_EQ(result.figures.bytes_sent, 0U);
  EXPECT_EQ(server.seen().at(0).method, "GET");
}

TEST(Load, answers_are_counted_by_worker) {
  const TestServer server;  // the worker is the connection's number modulo 3
  const LoadResult result = run(load(server, 30, 3, 1));
  EXPECT_THAT(result.figures.workers, ElementsAre(Pair("0", 10), Pair("1", 10), Pair("2", 10)));
  EXPECT_EQ(result.figures.dispatch.count(), 3U);
  EXPECT_EQ(result.figures.dispatch.max(), 500'000);
}

TEST(Load, servers_that_say_nothing_of_workers_are_fine) {
  TestServer::Manner manner;
  manner.server_timing = false;
  const TestServer server(std::move(manner));
  const Options options = load(server, 5, 1, 1);
  const LoadResult result = run(options);
  EXPECT_TRUE(result.succeeded(options));
  EXPECT_TRUE(result.figures.workers.empty());
}

TEST(Load, open_loop_latency_includes_the_wait_for_a_busy_slot) {
  const TestServer server;
  Options options = load(server, 50, 1, 1);
  options.body_size = *workload::Distribution::parse("1MB", Quantity::size);
  options.rate = 1e6;  // far more than one connection can do: every request but the first is late
  const LoadResult result = run(options);
  EXPECT_EQ(result.figures.requests, 50U);
  EXPECT_GT(result.figures.latency.mean(), result.figures.latency_raw.mean());
  EXPECT_GE(result.figures.latency.max(),
            result.window.end_ns - result.window.start_ns - 1'000'000);
}

std::uint64_t requests_within(Nanoseconds duration) {
  const TestServer server;
  Options options = load(server, 1, 2, 1);
  options.duration = duration;
  const LoadResult result = run(options);
  EXPECT_TRUE(result.succeeded(options));
  EXPECT_EQ(result.figures.requests, server.seen_count());
  return result.figures.requests;
}

TEST(Load, a_duration_ends_the_run) {
  constexpr std::chrono::milliseconds shortest(100);
  constexpr std::chrono::seconds longest(20);
  std::uint64_t requests = 0;
  for (Nanoseconds duration = shortest; requests <= 2 && duration < longest; duration *= 4) {
    requests = requests_within(duration);
  }
  EXPECT_GT(requests, 2U);
}

TEST(Load, warmup_is_sent_but_left_out_of_the_figures) {
  const TestServer server;
  Options options = load(server, 20, 2, 1);
  options.warmup = std::chrono::milliseconds(50);
  const LoadResult result = run(options);
  EXPECT_EQ(result.figures.requests, 20U);
  EXPECT_EQ(result.figures.bytes_sent, 20'000U);
  EXPECT_GT(result.figures.warmup_requests, 0U);
  EXPECT_EQ(server.seen_count(), 20 + result.figures.warmup_requests);
  EXPECT_GE(result.window.start_ns, result.measured_from_ns);
  EXPECT_EQ(server.accepted(), 2U);
  EXPECT_TRUE(result.figures.slots.at(0).worker);  // which the warm-up's first answer alone says
}

TEST(Load, littles_law_holds) {
  const TestServer server;
  const Options options = load(server, 2000, 4, 2);
  const LoadResult result = run(options);
  double busy = 0, active = 0;
  for (const SlotFigures& slot : result.figures.slots) {
    busy += static_cast<double>(slot.latency_sum_ns);
    active += static_cast<double>(slot.last_ns - slot.first_ns);
  }
  EXPECT_GT(busy, 0);
  EXPECT_LE(busy, active);  // a slot has one request under way at the most
}

}  // namespace
}  // namespace dispatchbench::loadgen
