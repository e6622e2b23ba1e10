// What every strategy must do, whatever its name: each test runs for every row of the registry
// (see variants()).
#include <system_error>
#include <thread>

#include <gtest/gtest.h>

#include "running_strategy.hpp"

namespace dispatchbench {
namespace {

class EveryStrategy : public WithVariant {};

INSTANTIATE_TEST_SUITE_P(Registry, EveryStrategy, testing::ValuesIn(variants()),
                         [](const auto& param) { return param.param.name(); });

/// Opens connections, and asks each of them several things that must come back.
void talk(const RunningStrategy& server, int connections, int requests) {
  auto clients = server.clients(connections);
  for (int request = 0; request < requests; ++request) {
    for (std::size_t i = 0; i < clients.size(); ++i) {
      const std::string text = std::to_string(i) + "/" + std::to_string(request);
      EXPECT_EQ(clients[i].ask("echo " + text), text);
    }
  }
}

TEST_P(EveryStrategy, answers_every_request_of_many_connections) {
  RunningStrategy server(GetParam());
  const int each = GetParam().row->one_connection_each ? 10 : 50;
  std::vector<std::thread> clients(4);
  for (std::thread& client : clients) client = std::thread([&] { talk(server, each, 4); });
  for (std::thread& client : clients) client.join();
  server.stop(10'000);
  EXPECT_EQ(server.service.made(), 4 * each);
  EXPECT_EQ(server.sum(&Worker::connections), 4U * static_cast<unsigned>(each));
  EXPECT_EQ(server.sum(&Worker::requests), 16U * static_cast<unsigned>(each));
}

TEST_P(EveryStrategy, counts_every_byte_at_one_worker) {
  RunningStrategy server(GetParam());
  for (int i = 0; i < 10; ++i) EXPECT_EQ(server.client().ask("echo 12345"), "12345");
  server.stop(10'000);
  EXPECT_EQ(server.sum(&Worker::bytes), 110U);
}

TEST_P(EveryStrategy, answers_what_was_buffered_when_the_quantum_was_used_up) {
  RunningStrategy server(GetParam());
  Client client = server.client();
  std::string pipelined;
  for (int i = 0; i < 1000; ++i) pipelined += "echo " + std::to_string(i) + "\n";
  ASSERT_TRUE(client.send(pipelined));
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(client.line(), std::to_string(i));
}

TEST_P(EveryStrategy, lets_others_have_their_turn_while_one_could_go_on) {
  RunningStrategy server(GetParam(), 1);
  Client busy = server.client();
  ASSERT_TRUE(busy.send("spin gate\n"));
  ASSERT_TRUE(server.service.gates.await("gate"));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(server.client().ask("echo hello"), "hello");
  server.service.gates.open("gate");
  EXPECT_NE(busy.line(), "");
}

TEST_P(EveryStrategy, lets_every_connection_that_could_go_on_do_so) {
  RunningStrategy server(GetParam(), 2);
  auto clients = server.clients(6);
  for (std::size_t i = 0; i < clients.size(); ++i) {
    ASSERT_TRUE(clients[i].send("spin " + std::to_string(i) + "\n"));
  }
  for (std::size_t i = clients.size(); i-- > 0;) {
    ASSERT_TRUE(server.service.gates.await(std::to_string(i)));
    server.service.gates.open(std::to_string(i));
    EXPECT_NE(clients[i].line(), "");
  }
}

TEST_P(EveryStrategy, waits_for_a_slow_reader_and_serves_others_meanwhile) {
  RunningStrategy server(GetParam(), 1);
  Client slow = server.client();
  ASSERT_TRUE(slow.send("flood 16000000\n"));
  ASSERT_TRUE(server.service.gates.await("blocked writer"));
  EXPECT_EQ(server.client().ask("echo hello"), "hello");
  EXPECT_EQ(slow.line().size(), 16'000'000U);
  EXPECT_EQ(slow.ask("echo again"), "again");
}

TEST_P(EveryStrategy, goes_on_at_other_workers_while_one_is_busy) {
  if (GetParam().row->single_worker) GTEST_SKIP() << "has but one worker";
  RunningStrategy server(GetParam());
  auto clients = server.clients(24);
  const auto homes = server.ask_all(clients, "who");
  ASSERT_TRUE(clients[0].send("hold gate\n"));
  ASSERT_TRUE(server.service.gates.await("gate"));
  for (std::size_t i = 1; i < clients.size(); ++i) {
    if (homes[i] != homes[0]) {
      EXPECT_EQ(clients[i].ask("echo on"), "on");
    }
  }
  server.service.gates.open("gate");
  EXPECT_NE(clients[0].line(), "");
}

TEST_P(EveryStrategy, cuts_a_connection_whose_deadline_has_passed_and_no_other) {
  RunningStrategy server(GetParam());
  auto clients = server.clients(3);
  EXPECT_EQ(clients[0].ask("soon 20"), "ok");
  EXPECT_EQ(clients[1].ask("soon 600000"), "ok");
  EXPECT_EQ(clients[2].ask("echo never"), "never");
  EXPECT_TRUE(clients[0].ended());
  EXPECT_EQ(clients[1].ask("echo still"), "still");
  EXPECT_EQ(clients[2].ask("echo there"), "there");
}

TEST_P(EveryStrategy, closes_a_connection_that_the_service_refuses) {
  RunningStrategy server(GetParam());
  server.service.refuse_every_other();
  int served = 0;
  for (int i = 0; i < 10; ++i) {
    if (server.client().ask("echo in") == "in") ++served;
  }
  EXPECT_EQ(served, 5);
}

TEST_P(EveryStrategy, refuses_to_start_where_the_port_is_taken) {
  const Listener other(ListenAddress::parse("127.0.0.1:0"), {});
  const int threads = thread_count();
  const std::string where = other.address().to_string();
  EXPECT_THROW(RunningStrategy(GetParam(), 4, where), std::system_error);
  EXPECT_EQ(settled_thread_count(threads), threads);
}

TEST_P(EveryStrategy, refuses_to_start_where_another_server_of_its_kind_listens) {
  const RunningStrategy first(GetParam());
  EXPECT_THROW(RunningStrategy(GetParam(), 4, first.address().to_string()), std::system_error);
}

TEST_P(EveryStrategy, sleeps_while_nothing_happens) {
  RunningStrategy server(GetParam());
  auto clients = server.clients(8);
  for (Client& client : clients) EXPECT_EQ(client.ask("echo hello"), "hello");
  EXPECT_TRUE(comes_to_rest());
}

}  // namespace
}  // namespace dispatchbench
