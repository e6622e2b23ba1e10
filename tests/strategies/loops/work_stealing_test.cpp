// Nothing that is ready waits behind a worker that is busy, while another has nothing to do.
#include <gtest/gtest.h>

#include "running_strategy.hpp"

namespace dispatchbench {
namespace {

class Stealing : public testing::TestWithParam<Variant> {};

INSTANTIATE_TEST_SUITE_P(Registry, Stealing,
                         testing::Values(variant("work-stealing"), variant("work-stealing-pool")),
                         [](const auto& param) { return param.param.name(); });

/// Keeps one worker busy until the gate is opened.
void hold(RunningStrategy& server, Client& client, const std::string& gate) {
  ASSERT_TRUE(client.send("hold " + gate + "\n"));
  ASSERT_TRUE(server.service.gates.await(gate));
}

TEST_P(Stealing, serves_what_becomes_ready_at_the_home_of_a_busy_worker) {
  RunningStrategy server(GetParam(), 2);
  auto clients = server.clients(9);
  hold(server, clients[0], "gate");
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 1; i < clients.size(); ++i) EXPECT_EQ(clients[i].ask("echo on"), "on");
  }
  EXPECT_GT(server.sum(&Worker::steals), 0U);
  server.service.gates.open("gate");
  EXPECT_NE(clients[0].line(), "");
}

TEST_P(Stealing, serves_connections_that_are_dealt_to_a_busy_worker) {
  RunningStrategy server(GetParam(), 2);
  Client busy = server.client();
  hold(server, busy, "gate");
  for (int i = 0; i < 8; ++i) EXPECT_EQ(server.client().ask("echo new"), "new");
  EXPECT_GT(server.sum(&Worker::steals), 0U);
  server.service.gates.open("gate");
  EXPECT_NE(busy.line(), "");
}

TEST_P(Stealing, serves_with_the_last_worker_that_is_not_busy) {
  constexpr unsigned workers = 6;
  RunningStrategy server(GetParam(), workers);
  auto clients = server.clients(18);
  for (unsigned i = 0; i + 1 < workers; ++i) {
    hold(server, clients[i], "gate " + std::to_string(i));
    for (std::size_t other = workers; other < clients.size(); ++other) {
      ASSERT_EQ(clients[other].ask("echo on"), "on") << i << " held, asked " << other;
    }
  }
  for (unsigned i = 0; i + 1 < workers; ++i) {
    server.service.gates.open("gate " + std::to_string(i));
    EXPECT_NE(clients[i].line(), "");
  }
}

TEST_P(Stealing, takes_from_the_queue_of_a_worker_that_has_fetched_more_than_it_can_run) {
  RunningStrategy server(GetParam(), 2);
  auto clients = server.clients(12);
  for (Client& client : clients) EXPECT_EQ(client.ask("echo hello"), "hello");
  hold(server, clients[0], "first");
  hold(server, clients[1], "second");
  // Both workers are busy. The first to be free fetches all of this and is held again.
  for (std::size_t i = 2; i < 4; ++i) ASSERT_TRUE(clients[i].send("hold third\n"));
  for (std::size_t i = 4; i < 12; ++i) ASSERT_TRUE(clients[i].send("echo waited\n"));
  server.service.gates.open("first");
  ASSERT_TRUE(server.service.gates.await("third"));
  server.service.gates.open("second");
  server.service.gates.open("third");
  for (std::size_t i = 4; i < 12; ++i) EXPECT_EQ(clients[i].line(), "waited");
}

TEST_P(Stealing, goes_on_with_a_stolen_connection_that_could_go_on) {
  RunningStrategy server(GetParam(), 2);
  auto clients = server.clients(5);
  hold(server, clients[0], "gate");
  for (std::size_t i = 1; i < clients.size(); ++i) ASSERT_TRUE(clients[i].send("spin done\n"));
  ASSERT_TRUE(server.service.gates.await("done"));
  server.service.gates.open("done");
  for (std::size_t i = 1; i < clients.size(); ++i) EXPECT_NE(clients[i].line(), "");
  server.service.gates.open("gate");
  EXPECT_NE(clients[0].line(), "");
}

TEST_P(Stealing, sleeps_while_one_worker_is_busy_and_nothing_else_is_to_be_done) {
  RunningStrategy server(GetParam(), 8);
  auto clients = server.clients(16);
  hold(server, clients[0], "gate");
  EXPECT_TRUE(comes_to_rest());
  server.service.gates.open("gate");
  EXPECT_NE(clients[0].line(), "");
}

TEST_P(Stealing, steals_nothing_with_one_worker) {
  RunningStrategy server(GetParam(), 1);
  auto clients = server.clients(8);
  for (Client& client : clients) EXPECT_EQ(client.ask("echo hello"), "hello");
  EXPECT_EQ(server.sum(&Worker::steals), 0U);
}

}  // namespace
}  // namespace dispatchbench
