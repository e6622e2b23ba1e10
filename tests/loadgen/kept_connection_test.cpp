// Servers that end a kept connection between two requests: no request fails for it.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/loadgen/load_fixture.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TestServer::Manner third_request(Reaction reaction) {
  return scripted([reaction](std::uint64_t i) { return i == 2 ? reaction : Reaction::answer; });
}

struct EndedIdle {
  Reaction how;
  const char* body_size;
};

class KeptConnection : public testing::TestWithParam<EndedIdle> {};

TEST_P(KeptConnection, that_ends_as_a_request_comes_costs_one_more_connection) {
  const TestServer server(third_request(GetParam().how));
  Options options = load(server, 10, 1, 1);
  options.body_size = *workload::Distribution::parse(GetParam().body_size, Quantity::size);
  const LoadResult result = run(options);
  EXPECT_THAT(result.figures.errors, IsEmpty());
  EXPECT_EQ(result.figures.requests, 10U);
  EXPECT_EQ(result.figures.resent, 1U);
  EXPECT_EQ(result.figures.idle_closes, 1U);
  EXPECT_EQ(result.figures.connections, 2U);
  EXPECT_EQ(server.seen_count(), 11U);
}

INSTANTIATE_TEST_SUITE_P(Endings, KeptConnection,
                         testing::Values(EndedIdle{Reaction::reset, "0"},
                                         EndedIdle{Reaction::reset, "1kB"},
                                         EndedIdle{Reaction::reset, "5MB"},
                                         EndedIdle{Reaction::time_out, "1kB"},
                                         EndedIdle{Reaction::time_out, "100kB"},
                                         EndedIdle{Reaction::time_out_short, "1kB"}));

TEST(KeptConnections, may_end_unannounced_after_each_answer) {
  const TestServer server(always(Reaction::hang_up));
  const LoadResult result = run(load(server, 50, 2, 1));
  EXPECT_THAT(result.figures.errors, IsEmpty());
  EXPECT_EQ(result.figures.requests, 50U);
  EXPECT_EQ(result.figures.idle_closes, 48U);
  EXPECT_EQ(result.figures.connections, 50U);
}

TEST(KeptConnections, may_be_reset_as_often_as_they_are_kept) {
  const TestServer server(
      scripted([](std::uint64_t i) { return i % 2 == 1 ? Reaction::reset : Reaction::answer; }));
  const LoadResult result = run(load(server, 20, 1, 1));
  EXPECT_THAT(result.figures.errors, IsEmpty());
  EXPECT_EQ(result.figures.requests, 20U);
  EXPECT_EQ(result.figures.resent, 19U);
}

TEST(KeptConnections, a_request_is_sent_again_once) {
  const TestServer server(scripted(
      [](std::uint64_t i) { return i == 2 || i == 3 ? Reaction::reset : Reaction::answer; }));
  const LoadResult result = run(load(server, 10, 1, 1));
  EXPECT_THAT(result.figures.errors, ElementsAre(Pair("connection lost", 1)));
  EXPECT_EQ(result.figures.resent, 1U);
  EXPECT_EQ(result.figures.requests, 9U);
}

TEST(KeptConnections, a_new_connection_that_is_reset_has_failed) {
  const TestServer server(
      scripted([](std::uint64_t i) { return i == 0 ? Reaction::reset : Reaction::answer; }));
  const LoadResult result = run(load(server, 10, 1, 1));
  EXPECT_THAT(result.figures.errors, ElementsAre(Pair("connection lost", 1)));
  EXPECT_EQ(result.figures.resent, 0U);
}

TEST(KeptConnections, a408_on_a_new_connection_is_an_answer) {
  const TestServer server(
      scripted([](std::uint64_t i) { return i == 0 ? Reaction::time_out : Reaction::answer; }));
  const LoadResult result = run(load(server, 10, 1, 1));
  EXPECT_THAT(result.figures.errors, ElementsAre(Pair("status 408", 1)));
  EXPECT_EQ(result.figures.requests, 9U);
}

TEST(KeptConnections, ones_own_closing_is_not_the_servers) {
  const TestServer server;
  Options options = load(server, 20, 2, 1);
  options.requests_per_connection = 5;
  EXPECT_EQ(run(options).figures.idle_closes, 0U);
}

}  // namespace
}  // namespace dispatchbench::loadgen
