// How every strategy ends: what it still does for its connections, and that nothing is left.
#include <thread>

#include <gtest/gtest.h>

#include "running_strategy.hpp"

namespace dispatchbench {
namespace {

class EndOfEveryStrategy : public WithVariant {};

INSTANTIATE_TEST_SUITE_P(Registry, EndOfEveryStrategy, testing::ValuesIn(variants()),
                         [](const auto& param) { return param.param.name(); });

TEST_P(EndOfEveryStrategy, comes_at_once_where_there_was_no_connection) {
  for (int i = 0; i < 10; ++i) RunningStrategy(GetParam()).stop(600'000);
}

TEST_P(EndOfEveryStrategy, closes_idle_connections) {
  RunningStrategy server(GetParam());
  auto clients = server.clients(20);
  for (Client& client : clients) EXPECT_EQ(client.ask("echo hello"), "hello");
  server.stop(600'000);
  for (Client& client : clients) EXPECT_TRUE(client.ended());
}

TEST_P(EndOfEveryStrategy, closes_connections_that_never_said_anything) {
  RunningStrategy server(GetParam());
  auto clients = server.clients(20);
  server.stop(600'000);
  for (Client& client : clients) EXPECT_TRUE(client.ended());
}

TEST_P(EndOfEveryStrategy, waits_for_a_request_that_a_worker_is_at) {
  RunningStrategy server(GetParam());
  Client client = server.client();
  ASSERT_TRUE(client.send("hold gate\n"));
  ASSERT_TRUE(server.service.gates.await("gate"));
  std::thread stopping([&] { server.stop(600'000); });
  server.service.gates.open("gate");
  EXPECT_NE(client.line(), "");
  EXPECT_TRUE(client.ended());
  stopping.join();
}

TEST_P(EndOfEveryStrategy, waits_for_a_request_that_is_still_arriving) {
  RunningStrategy server(GetParam());
  Client idle = server.client();
  Client client = server.client();
  EXPECT_EQ(idle.ask("echo hello"), "hello");
  ASSERT_TRUE(client.send("echo half"));
  ASSERT_TRUE(server.service.gates.await("half a line"));
  std::thread stopping([&] { server.stop(600'000); });
  EXPECT_TRUE(idle.ended());  // so stopping has begun
  ASSERT_TRUE(client.send(" and half\n"));
  EXPECT_EQ(client.line(), "half and half");
  EXPECT_TRUE(client.ended());
  stopping.join();
}

TEST_P(EndOfEveryStrategy, cuts_a_request_that_does_not_arrive_in_time) {
  RunningStrategy server(GetParam());
  auto clients = server.clients(3);
  for (Client& client : clients) ASSERT_TRUE(client.send("echo half"));
  ASSERT_TRUE(server.service.gates.await("half a line"));
  server.stop(50);
  for (Client& client : clients) EXPECT_TRUE(client.ended());
}

TEST_P(EndOfEveryStrategy, keeps_to_deadlines_while_it_waits) {
  RunningStrategy server(GetParam());
  Client client = server.client();
  ASSERT_TRUE(client.send("soon 400\necho half"));
  EXPECT_EQ(client.line(), "ok");
  ASSERT_TRUE(server.service.gates.await("half a line"));
  server.stop(600'000);
  EXPECT_TRUE(client.ended());
}

TEST_P(EndOfEveryStrategy, cuts_a_reader_that_does_not_read_in_time) {
  RunningStrategy server(GetParam());
  Client slow = server.client();
  ASSERT_TRUE(slow.send("flood 16000000\n"));
  ASSERT_TRUE(server.service.gates.await("blocked writer"));
  server.stop(50);
}

TEST_P(EndOfEveryStrategy, cuts_connections_that_could_go_on_without_end) {
  RunningStrategy server(GetParam());
  auto clients = server.clients(6);
  for (Client& client : clients) ASSERT_TRUE(client.send("spin gate\n"));
  ASSERT_TRUE(server.service.gates.await("gate"));
  server.stop(50);
  for (Client& client : clients) EXPECT_TRUE(client.ended());
}

TEST_P(EndOfEveryStrategy, sleeps_while_it_waits_for_a_request) {
  RunningStrategy server(GetParam());
  Client client = server.client();
  ASSERT_TRUE(client.send("echo half"));
  ASSERT_TRUE(server.service.gates.await("half a line"));
  std::thread stopping([&] { server.stop(600'000); });
  EXPECT_TRUE(comes_to_rest());
  ASSERT_TRUE(client.send("\n"));
  EXPECT_EQ(client.line(), "half");
  stopping.join();
}

TEST_P(EndOfEveryStrategy, leaves_nobody_waiting_in_the_backlog) {
  RunningStrategy server(GetParam());
  Client busy = server.client();
  ASSERT_TRUE(busy.send("echo half"));
  ASSERT_TRUE(server.service.gates.await("half a line"));
  Client idle = server.client();
  EXPECT_EQ(idle.ask("echo hello"), "hello");
  std::thread stopping([&] { server.stop(600'000); });
  EXPECT_TRUE(idle.ended());  // so stopping has begun
  Client late;
  if (late.connect(server.address())) {
    EXPECT_TRUE(late.ended());
  }
  ASSERT_TRUE(busy.send("\n"));
  EXPECT_EQ(busy.line(), "half");
  stopping.join();
}

}  // namespace
}  // namespace dispatchbench
