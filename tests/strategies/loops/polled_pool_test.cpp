// One thread polls, and a pool runs what it finds.
#include <gtest/gtest.h>

#include "running_strategy.hpp"

namespace dispatchbench {
namespace {

class Polled : public testing::TestWithParam<Variant> {};

INSTANTIATE_TEST_SUITE_P(Registry, Polled,
                         testing::Values(variant("poller-pool"), variant("work-stealing-pool"),
                                         variant("oldest-first")),
                         [](const auto& param) { return param.param.name(); });

TEST_P(Polled, has_one_thread_that_polls_and_one_that_accepts) {
  RunningStrategy server(GetParam(), 3);
  auto clients = server.clients(10);
  server.ask_all(clients, "echo hello");
  server.stop(10'000);
  EXPECT_EQ(server.accounting.accounts().at("poller").threads, 1);
  EXPECT_EQ(server.accounting.accounts().at("acceptor").threads, 1);
}

TEST(WorkStealingPool, wakes_the_home_of_what_became_ready_if_it_sleeps) {
  RunningStrategy server(variant("work-stealing-pool"), 4);
  auto clients = server.clients(8);
  server.ask_all(clients, "echo hello");
  for (std::size_t i = 0; i < clients.size(); ++i) {
    ASSERT_TRUE(comes_to_rest());
    EXPECT_EQ(clients[i].ask("who"), std::to_string(i % 4));
  }
}

}  // namespace
}  // namespace dispatchbench
