// Runs that go wrong: servers that refuse, close, say too little or nothing, and a run that is
// stopped.
#include <string>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "loadgen/client.hpp"
#include "loadgen/failure_kind.hpp"
#include "loadgen/report.hpp"
#include "tests/base/held_port.hpp"
#include "tests/loadgen/load_fixture.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(FailedLoad, refusals_are_errors_and_not_requests) {
  const TestServer server(
      scripted([](std::uint64_t i) { return i % 2 == 0 ? Reaction::refuse : Reaction::answer; }));
  const Options options = load(server, 10, 1, 1);
  const LoadResult result = run(options);
  EXPECT_EQ(result.figures.requests, 5U);
  EXPECT_THAT(result.figures.errors, ElementsAre(Pair("status 500", 5)));
  EXPECT_THAT(result.figures.statuses, ElementsAre(Pair(200, 5), Pair(500, 5)));
  EXPECT_EQ(result.figures.bytes_sent_unanswered, 5000U);
  EXPECT_TRUE(result.complete(options));
  EXPECT_EQ(exit_status(options, result), 1);
}

TEST(FailedLoad, a_closing_server_ends_the_run_quickly) {
  const TestServer server(always(Reaction::close));
  const Options options = load(server, 1000, 2, 1);
  const LoadResult result = run(options);
  EXPECT_EQ(result.figures.failed, 2U * Client::most_errors_in_a_row);
  EXPECT_THAT(result.figures.errors, ElementsAre(Pair("closed without an answer", 6)));
  EXPECT_EQ(result.unsent(), 994U);
  EXPECT_EQ(exit_status(options, result), 1);
}

class LostConnection : public testing::TestWithParam<const char*> {};

TEST_P(LostConnection, is_counted_and_the_slot_goes_on) {
  const TestServer server(
      scripted([](std::uint64_t i) { return i == 2 ? Reaction::close : Reaction::answer; }));
  Options options = load(server, 10, 1, 1);
  options.body_size = *workload::Distribution::parse(GetParam(), Quantity::size);
  const LoadResult result = run(options);
  EXPECT_EQ(result.figures.requests, 9U);
  EXPECT_EQ(result.figures.failed, 1U);
  EXPECT_EQ(server.seen_count(), 10U) << "no request may be sent twice";
  EXPECT_TRUE(result.complete(options));
}

INSTANTIATE_TEST_SUITE_P(Sizes, LostConnection, testing::Values("0", "1kB", "100kB", "5MB"));

TEST(FailedLoad, short_answers_are_errors) {
  const TestServer server(always(Reaction::answer_short));
  const Options options = load(server, 1, 1, 1);
  EXPECT_THAT(run(options).figures.errors, ElementsAre(Pair("short answer", 1)));
}

TEST(FailedLoad, a_server_may_close_after_each_answer) {
  const TestServer server(always(Reaction::close_after));
  const Options options = load(server, 10, 1, 1);
  EXPECT_TRUE(run(options).succeeded(options));
  EXPECT_EQ(server.accepted(), 10U);
}

TEST(FailedLoad, silent_servers_run_into_the_timeout) {
  const TestServer server(always(Reaction::stay_silent));
  Options options = load(server, 1, 1, 1);
  options.timeout = std::chrono::milliseconds(50);
  EXPECT_THAT(run(options).figures.errors, ElementsAre(Pair("timeout", 1)));
}

TEST(FailedLoad, a_dead_server_ends_the_run_quickly) {
  const HeldPort port;
  const Options options = load(fmt::format("http://127.0.0.1:{}", port.number()), 1000, 4, 2);
  const LoadResult result = run(options);
  EXPECT_THAT(result.figures.errors, ElementsAre(Pair("connect: Connection refused", 12)));
  EXPECT_FALSE(result.complete(options));
}

TEST(FailedLoad, of_a_server_that_speaks_something_else_says_so) {
  Ending ending;
  ending.code = CURLE_UNSUPPORTED_PROTOCOL;
  EXPECT_EQ(failure_kind(ending), "no answer in HTTP/1");
}

TEST(FailedLoad, an_unknown_host_is_refused_in_one_line) {
  const TestServer server;
  Options options = load(server, 1, 1, 1);
  options.url.host = std::string(64, 'x');  // too long for a label: no name server is asked
  EXPECT_THROW(run(options), std::runtime_error);
}

TEST(FailedLoad, a_stop_cuts_off_what_is_under_way) {
  const TestServer server(always(Reaction::stay_silent));
  const Options options = load(server, 10, 2, 1);
  Stop stop;
  std::jthread stopper([&] {
    while (server.seen_count() < 2) std::this_thread::yield();
    stop.request();
  });
  const LoadResult result = run_load(options, stop);
  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(result.figures.abandoned, 2U);
  EXPECT_EQ(result.unsent(), 8U);
  EXPECT_FALSE(load_json(options, result)["complete"]);
}

}  // namespace
}  // namespace dispatchbench::loadgen
