// Loads whose work varies: what is asked for, by whom, and what waited for a connection.
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/service_demand.hpp"
#include "loadgen/report.hpp"
#include "tests/loadgen/load_fixture.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::SizeIs;

std::multiset<std::string> demands_seen(const TestServer& server) {
  std::multiset<std::string> demands;
  for (const SeenRequest& request : server.seen()) demands.insert(request.demand);
  return demands;
}

TEST(VariedLoad, every_request_says_the_demand_that_its_number_draws) {
  const TestServer server;
  Options options = load(server, 40, 4, 2);
  options.demand = *workload::Distribution::parse("exponential:1ms", Quantity::time);
  EXPECT_TRUE(run(options).succeeded(options));
  std::multiset<std::string> drawn;
  for (std::uint64_t k = 0; k < 40; ++k) {
    const auto ns = options.demand.at(options.seed, workload::Stream::demand, k);
    drawn.insert(format_service_demand(ns));
  }
  EXPECT_EQ(demands_seen(server), drawn);
}

TEST(VariedLoad, no_demand_is_said_where_none_is_asked_for) {
  const TestServer server;
  run(load(server, 3, 1, 1));
  for (const SeenRequest& request : server.seen()) EXPECT_EQ(request.demand, "");
}

TEST(VariedLoad, drawn_arrivals_send_everything) {
  const TestServer server;
  Options options = load(server, 300, 6, 2);
  options.rate = 3000;
  options.arrivals = *workload::ArrivalShape::parse("poisson");
  const LoadResult result = run(options);
  EXPECT_TRUE(result.succeeded(options));
  EXPECT_EQ(result.figures.requests, 300U);
  EXPECT_EQ(result.due, 300U);
}

TEST(VariedLoad, thinking_sends_everything) {
  const TestServer server;
  Options options = load(server, 30, 5, 2);
  options.think = *workload::Distribution::parse("uniform:0,2ms", Quantity::time);
  const LoadResult result = run(options);
  EXPECT_TRUE(result.succeeded(options));
  EXPECT_EQ(result.figures.requests, 30U);
  EXPECT_FALSE(load_json(options, result).contains("waited_for_connection")) << "a closed loop";
}

TEST(VariedLoad, a_skewed_one_gives_each_connection_what_is_drawn_for_it) {
  const TestServer server;
  Options options = load(server, 200, 5, 2);
  options.rate = 5000;
  options.spread = *workload::SpreadShape::parse("zipf:1");
  const LoadResult result = run(options);
  EXPECT_TRUE(result.succeeded(options));
  const workload::Spread spread(options.spread, 5, options.seed);
  std::map<unsigned, std::uint64_t> drawn;
  for (std::uint64_t k = 0; k < 200; ++k) ++drawn[spread.connection_of(k)];
  ASSERT_THAT(result.figures.slots, SizeIs(5));
  for (unsigned slot = 0; slot < 5; ++slot)
    EXPECT_EQ(result.figures.slots[slot].requests, drawn[slot]) << slot;
}

/// The first request keeps the only connection until all others have long been due.
TEST(VariedLoad, requests_that_were_due_before_their_connection_was_free_are_counted) {
  const TestServer server(scripted([](std::uint64_t number) {
    if (number == 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return Reaction::answer;
  }));
  Options options = load(server, 10, 1, 1);
  options.rate = 10'000;
  const LoadResult result = run(options);
  EXPECT_EQ(result.figures.waited, 9U);
  EXPECT_EQ(load_json(options, result)["waited_for_connection"], 9);
}

TEST(VariedLoad, opens_one_more_connection_where_all_are_taken) {
  std::atomic<int> there{0};
  const TestServer server(scripted([&there](std::uint64_t) {
    // Nobody is answered before three are there, so three connections are needed.
    ++there;
    while (there < 3) std::this_thread::yield();
    return Reaction::answer;
  }));
  Options options = load(server, 3, 8, 1);
  options.rate = 10'000;
  options.auto_connections = true;
  const LoadResult result = run(options);
  EXPECT_TRUE(result.succeeded(options));
  EXPECT_EQ(result.figures.connections, 3U);
  EXPECT_EQ(result.figures.waited, 0U);
}

TEST(VariedLoad, at_the_limit_of_connections_a_request_waits) {
  const TestServer server(scripted([](std::uint64_t number) {
    if (number < 2) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return Reaction::answer;
  }));
  Options options = load(server, 20, 2, 1);
  options.rate = 10'000;
  options.auto_connections = true;
  const LoadResult result = run(options);
  EXPECT_TRUE(result.succeeded(options));
  EXPECT_EQ(result.figures.connections, 2U);
  EXPECT_EQ(result.figures.waited, 18U);
}

Options replay(const TestServer& server, const std::string& rows) {
  std::istringstream text("at_seconds,connection,method,body_bytes,demand_seconds\n" + rows);
  Options options = load(server, 1, 1, 1);
  options.trace = std::make_shared<const workload::Trace>(workload::read_trace(text, "t"));
  options.requests = options.trace->requests.size();
  options.connections = options.trace->places;
  return options;
}

TEST(VariedLoad, a_trace_is_sent_as_it_was_recorded) {
  const TestServer server;
  const Options options = replay(server,
                                 "1,a,PUT,10,0.001\n1.001,b,GET,0,0\n1.002,a,PUT,70000,0\n"
                                 "1.003,b,PUT,5,0.5\n");
  const LoadResult result = run(options);
  EXPECT_TRUE(result.succeeded(options));
  std::multiset<std::string> seen;
  for (const SeenRequest& request : server.seen())
    seen.insert(request.method + " " + std::to_string(request.body_bytes) + " " + request.demand);
  EXPECT_EQ(seen, (std::multiset<std::string>{"PUT 10 1000us", "GET 0 0us", "PUT 70000 0us",
                                              "PUT 5 500000us"}));
  EXPECT_EQ(result.figures.connections, 2U);
}

TEST(VariedLoad, a_traced_connection_ends_with_its_last_request) {
  const TestServer server;
  const Options options =
      replay(server, "1,a,PUT,1,0\n1,a,PUT,1,0\n1.01,b,PUT,1,0\n1.02,c,PUT,1,0\n");
  EXPECT_EQ(options.connections, 1U);
  EXPECT_EQ(run(options).figures.connections, 3U);
}

TEST(VariedLoad, a_mix_tells_its_groups_apart) {
  const TestServer server;
  Options options = load(server, 1, 1, 2);
  options.mix = workload::parse_mix(
      R"([{"name": "many", "connections": 4, "requests": 40, "body-size": "1kB"},
          {"name": "drawn", "connections": 2, "requests": 20, "rate": 2000, "body-size": "10B",
           "arrivals": "poisson", "demand": "10us", "requests-per-connection": 5},
          {"name": "reader", "connections": 1, "requests": 3, "method": "GET"}])",
      "mix");
  options.connections = 7;
  const LoadResult result = run(options);
  EXPECT_TRUE(result.succeeded(options));
  const auto groups = load_json(options, result)["groups"];
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[0]["name"], "many");
  EXPECT_EQ(groups[0]["requests"], 40);
  EXPECT_EQ(groups[0]["bytes_sent"], 40'000);
  EXPECT_FALSE(groups[0].contains("waited_for_connection"));
  EXPECT_EQ(groups[1]["requests"], 20);
  EXPECT_EQ(groups[1]["bytes_sent"], 200);
  EXPECT_TRUE(groups[1].contains("waited_for_connection"));
  EXPECT_EQ(groups[2]["requests"], 3);
  EXPECT_EQ(result.figures.connections, 4U + 4U + 1U);
  EXPECT_EQ(demands_seen(server).count("10us"), 20U);
}

TEST(VariedLoad, of_a_server_that_is_gone_ends_with_everything_counted) {
  const TestServer server(always(Reaction::close));
  Options options = load(server, 100, 2, 1);
  options.rate = 100'000;
  options.spread = *workload::SpreadShape::parse("zipf:0");
  const LoadResult result = run(options);
  EXPECT_FALSE(result.succeeded(options));
  EXPECT_EQ(result.figures.requests, 0U);
  EXPECT_EQ(result.begun() + result.unsent(), 100U);
}

}  // namespace
}  // namespace dispatchbench::loadgen
