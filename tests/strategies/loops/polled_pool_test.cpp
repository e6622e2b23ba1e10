// One thread polls, and a pool runs what it finds.
#include <gtest/gtest.h>

#include "running_strategy.hpp"

namespace dispatchbench {
namespace {

class Polled : public testing::TestWithParam<Variant> {};

INSTANTIATE_TEST_SUITE_P(Registry, Polled,
                         testing::Values(variant("poller-pool")),
                         [](const auto& param) { return param.param.name(); });

TEST_P(Polled, has_one_thread_that_polls_and_one_that_accepts) {
  RunningStrategy server(GetParam(), 3);
  auto clients = server.clients(10);
  server.ask_all(clients, "echo hello");
  server.stop(10'000);
  EXPECT_EQ(server.accounting.accounts().at("poller").threads, 1);
  EXPECT_EQ(server.accounting.accounts().at("acceptor").threads, 1);
}

}  // namespace
}  // namespace dispatchbench
