// A thread for each connection at a time.
#include <set>

#include <gtest/gtest.h>

#include "running_strategy.hpp"

namespace dispatchbench {
namespace {

TEST(ThreadPerConnection, has_a_thread_for_each_connection_and_none_that_waits) {
  const int before = thread_count();
  RunningStrategy server(variant("thread-per-connection"));
  EXPECT_EQ(thread_count(), before + 1);  // the acceptor
  auto clients = server.clients(5);
  server.ask_all(clients, "echo hello");
  EXPECT_EQ(thread_count(), before + 1 + 5);
  clients.clear();
  EXPECT_EQ(settled_thread_count(before + 1), before + 1);
}

TEST(BlockingPool, has_threads_before_there_are_connections) {
  const int before = thread_count();
  RunningStrategy server(variant("blocking-pool"));
  EXPECT_EQ(thread_count(), before + 1 + static_cast<int>(server.workers().size()));
}

TEST(BlockingAccept, has_a_thread_a_worker_and_no_other) {
  const int before = thread_count();
  RunningStrategy server(variant("blocking-accept"));
  EXPECT_EQ(thread_count(), before + static_cast<int>(server.workers().size()));
}

class OneConnectionEach : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Registry, OneConnectionEach,
                         testing::Values("thread-per-connection", "blocking-pool",
                                         "blocking-accept"));

TEST_P(OneConnectionEach, serves_one_that_waits_when_another_has_ended) {
  RunningStrategy server(variant(GetParam()));
  const std::size_t workers = server.workers().size();
  auto clients = server.clients(static_cast<int>(workers));
  const auto homes = server.ask_all(clients, "who");
  EXPECT_EQ(std::set(homes.begin(), homes.end()).size(), workers);
  Client late = server.client();
  ASSERT_TRUE(late.send("who\n"));
  clients[3].reset();
  EXPECT_EQ(late.line(), homes[3]);
}

}  // namespace
}  // namespace dispatchbench
