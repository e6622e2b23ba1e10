// As many loops run as the load needs.
#include <thread>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "running_strategy.hpp"

namespace dispatchbench {
namespace {

using std::chrono_literals::operator""ms;

/// Asks until `worker` answers.
bool comes_to(Client& client, const std::string& worker) {
  const auto give_up = Clock::now() + patience;
  while (Clock::now() < give_up) {
    if (client.ask("who") == worker) return true;
    std::this_thread::sleep_for(5ms);
  }
  return false;
}

TEST(Elastic, adds_a_loop_that_takes_kept_connections_off_one_that_is_busy) {
  RunningStrategy server(variant("elastic"), 2);
  auto clients = server.clients(2);
  EXPECT_TRUE(comes_to(clients[0], "0"));
  EXPECT_TRUE(comes_to(clients[1], "0"));
  ASSERT_TRUE(clients[0].send("hold gate\n"));
  ASSERT_TRUE(server.service.gates.await("gate"));
  EXPECT_EQ(clients[1].ask("who"), "1");
  server.service.gates.open("gate");
  EXPECT_EQ(clients[0].line(), "0");
}

TEST(Elastic, parks_a_loop_when_there_is_little_to_do_and_serves_its_connections_elsewhere) {
  RunningStrategy server(variant("elastic"), 4);
  auto clients = server.clients(8);
  ASSERT_TRUE(clients[0].send("hold gate\n"));
  ASSERT_TRUE(server.service.gates.await("gate"));
  EXPECT_EQ(clients[1].ask("who"), "1");
  server.service.gates.open("gate");
  EXPECT_EQ(clients[0].line(), "0");
  for (Client& client : clients) EXPECT_TRUE(comes_to(client, "0"));
}

}  // namespace
}  // namespace dispatchbench
