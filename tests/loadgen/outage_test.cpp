// Loads for a duration, and open loops: what they do while the server is away, slow or silent, and
// over which time their rates are.
#include <optional>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "loadgen/client.hpp"
#include "loadgen/report.hpp"
#include "tests/base/held_port.hpp"
#include "tests/loadgen/load_fixture.hpp"

namespace dispatchbench::loadgen {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::Pair;

constexpr std::chrono::minutes most_patience(1);  // with a machine that stands still

/// Runs until the server has seen so many requests.
LoadResult run_until_seen(const Options& options, const TestServer& server, std::uint64_t seen) {
  Stop stop;
  std::jthread stopper([&] {
    while (server.seen_count() < seen) std::this_thread::yield();
    stop.request();
  });
  return run_load(options, stop);
}

class Outage : public testing::TestWithParam<double> {};

TEST_P(Outage, is_outlived_by_a_load_for_a_duration) {
  const TestServer server(scripted(
      [](std::uint64_t i) { return i >= 3 && i < 8 ? Reaction::close : Reaction::answer; }));
  Options options = load(server, 1, 1, 1);
  options.duration = std::chrono::minutes(10);
  options.rate = GetParam();
  const LoadResult result = run_until_seen(options, server, 20);
  EXPECT_THAT(result.figures.errors, ElementsAre(Pair("closed without an answer", 5)));
  EXPECT_GE(result.figures.requests, 14U) << "3 before, 12 after, and one may be cut off";
}

INSTANTIATE_TEST_SUITE_P(Rates, Outage, testing::Values(0, 1000));

/// Answers three, then loses so many in a row.
TestServer::Manner away_for(std::uint64_t lost) {
  return scripted([lost](std::uint64_t i) {
    return i >= 3 && i < 3 + lost ? Reaction::close : Reaction::answer;
  });
}

TEST(CountedLoad, an_open_loop_outlives_an_outage) {
  for (const char* spread : {"", "zipf:0"}) {
    const TestServer server(away_for(5));
    Options options = load(server, 1'000'000, 1, 1);
    options.rate = 1000;
    if (*spread != 0) options.spread = *workload::SpreadShape::parse(spread);
    const LoadResult result = run_until_seen(options, server, 20);
    EXPECT_THAT(result.figures.errors, ElementsAre(Pair("closed without an answer", 5))) << spread;
    EXPECT_GE(result.figures.requests, 14U) << spread;
  }
}

TEST(CountedLoad, a_closed_loop_gives_up_in_an_outage) {
  const TestServer server(away_for(5));
  const LoadResult result = run(load(server, 200, 1, 1));
  EXPECT_EQ(result.figures.failed, 1U * Client::most_errors_in_a_row);
  EXPECT_EQ(result.figures.requests, 3U);
}

TEST(CountedLoad, an_open_loop_that_was_never_answered_ends_early) {
  const HeldPort port;
  Options options = load(fmt::format("http://127.0.0.1:{}", port.number()), 1'000'000, 2, 1);
  options.rate = 1000;  // so it would take a quarter of an hour
  EXPECT_EQ(run(options).figures.failed, 2U * Client::most_errors_in_a_row);
}

TEST(TimedLoad, on_a_dead_port_lasts_its_time_and_counts_what_failed) {
  const HeldPort port;
  Options options = load(fmt::format("http://127.0.0.1:{}", port.number()), 1, 2, 1);
  LoadResult result;
  Nanoseconds duration = milliseconds(50);
  for (; result.figures.errors.empty() && duration < most_patience; duration *= 4) {
    options.duration = duration;
    result = run(options);
    EXPECT_EQ(result.window.end_ns - result.window.start_ns, duration.count());
  }
  EXPECT_GT(result.figures.errors["connect: Connection refused"], 0U);
  EXPECT_EQ(exit_status(options, result), 1);
}

TEST(TimedLoad, rates_are_over_the_planned_time) {
  const TestServer server;
  Options options = load(server, 1, 2, 1);
  options.duration = milliseconds(50);
  options.rate = 20;
  const LoadResult result = run(options);
  EXPECT_EQ(result.planned, 1U);
  EXPECT_EQ(result.window.end_ns - result.window.start_ns, 50'000'000);
  EXPECT_EQ(result.window.start_ns, result.measured_from_ns);
}

TEST(CountedLoad, an_open_loop_lasts_as_long_as_planned) {
  const TestServer server;
  Options options = load(server, 10, 2, 1);
  options.rate = 200;
  const LoadResult result = run(options);
  EXPECT_GE(result.window.end_ns - result.window.start_ns, 50'000'000);
}

/// Of six requests, the last of which is not answered; nothing where another was not in time.
std::optional<LoadResult> stalled_at_the_end(Nanoseconds timeout) {
  const TestServer server(
      scripted([](std::uint64_t i) { return i < 5 ? Reaction::answer : Reaction::stay_silent; }));
  Options options = load(server, 6, 1, 1);
  options.timeout = timeout;
  LoadResult result = run(options);
  const bool all_on_one_connection = server.accepted() == 1;
  if (!all_on_one_connection || result.figures.requests != 5) return std::nullopt;
  return result;
}

TEST(CountedLoad, a_stall_at_the_end_counts) {
  std::optional<LoadResult> result;
  for (Nanoseconds timeout = milliseconds(50); !result && timeout < most_patience; timeout *= 4) {
    result = stalled_at_the_end(timeout);
  }
  ASSERT_TRUE(result);
  EXPECT_EQ(result->window.end_ns, result->figures.threads[0].settled_ns);
  EXPECT_GT(result->window.end_ns, result->figures.threads[0].last_ns) << "the last answer";
}

TEST(OpenLoop, requests_that_could_not_be_sent_count_at_their_age) {
  const TestServer server(always(Reaction::stay_silent));
  Options options = load(server, 1, 2, 1);
  options.duration = milliseconds(50);
  options.rate = 1000;
  options.timeout = milliseconds(200);
  const LoadResult result = run(options);
  EXPECT_EQ(result.planned, 50U);
  EXPECT_EQ(result.figures.latency.count(), 50U) << "those that ran into the timeout too";
  EXPECT_EQ(result.figures.censored.count, 50U);
  EXPECT_TRUE(result.below_asked_rate(options));
  EXPECT_TRUE(result.at_least(0.01));
}

TEST(OpenLoop, an_interrupted_one_counts_what_it_owes) {
  const TestServer server(always(Reaction::stay_silent));
  Options options = load(server, 1000, 1, 1);
  options.rate = 1e6;  // all are due long before anything else can happen
  const LoadResult result = run_until_seen(options, server, 1);
  EXPECT_EQ(result.figures.abandoned, 1U);
  EXPECT_GE(result.figures.censored.count, 1U);
  EXPECT_EQ(result.figures.censored.count, result.due);
}

TEST(OpenLoop, a_few_requests_of_a_duration_are_none_too_many) {
  const TestServer server;
  Options options = load(server, 1, 4, 1);
  options.rate = 100;
  options.duration = milliseconds(300);
  const LoadResult result = run(options);
  EXPECT_EQ(result.planned, 30U);
}

}  // namespace
}  // namespace dispatchbench::loadgen
