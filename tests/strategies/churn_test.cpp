// Every strategy among clients that come, go and break off. Above all for the sanitizers.
#include <atomic>
#include <cstdlib>
#include <functional>
#include <thread>

#include <gtest/gtest.h>

#include "no_more_descriptors.hpp"
#include "running_strategy.hpp"

namespace dispatchbench {
namespace {

class EveryStrategyAmongChurn : public WithVariant {};

INSTANTIATE_TEST_SUITE_P(Registry, EveryStrategyAmongChurn, testing::ValuesIn(variants()),
                         [](const auto& param) { return param.param.name(); });

/// Runs `action` on several threads at once and waits for all of them.
void in_parallel(int threads, const std::function<void(int)>& action) {
  std::vector<std::thread> running;
  running.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) running.emplace_back(action, i);
  for (std::thread& thread : running) thread.join();
}

/// One client of many kinds.
void come_and_go(Client client, int kind) {
  switch (kind % 5) {
    case 0:
      return client.reset();
    case 1:
      EXPECT_EQ(client.ask("echo hello"), "hello");
      return client.reset();
    case 2:
      client.send("echo one\necho two\necho thr");
      return client.reset();
    case 3:
      client.send("flood 500000\n");
      return client.reset();
    default:
      EXPECT_EQ(client.ask("echo bye"), "bye");
  }
}

TEST_P(EveryStrategyAmongChurn, survives_connections_that_end_in_all_kinds_of_ways) {
  RunningStrategy server(GetParam());
  in_parallel(3, [&](int thread) {
    for (int i = 0; i < 60; ++i) come_and_go(server.client(), thread + i);
  });
  EXPECT_EQ(server.client().ask("echo alive"), "alive");
}

TEST_P(EveryStrategyAmongChurn, stops_under_load) {
  for (int round = 0; round < 3; ++round) {
    RunningStrategy server(GetParam());
    std::atomic<int> answered{0};
    std::thread stopping([&] {
      while (answered < 20) std::this_thread::yield();
      server.stop(600'000);
    });
    const ListenAddress address = server.address();
    in_parallel(3, [&](int) {
      Client client(address);
      while (client.ask("echo on") == "on") {
        if (++answered % 3 == 0) client = Client(address);
      }
    });
    stopping.join();
  }
}

TEST_P(EveryStrategyAmongChurn, cuts_under_load) {
  RunningStrategy server(GetParam());
  const ListenAddress address = server.address();
  std::atomic<int> answered{0};
  std::thread stopping([&] {
    while (answered < 20) std::this_thread::yield();
    server.stop(0);
  });
  in_parallel(3, [&](int) {
    Client client(address);
    while (client.send("echo a\necho b\necho c\n") && !client.line().empty()) ++answered;
  });
  stopping.join();
}

TEST_P(EveryStrategyAmongChurn, cuts_connections_at_deadlines_while_they_are_busy) {
  RunningStrategy server(GetParam());
  in_parallel(3, [&](int) {
    auto clients = server.clients(5);
    for (Client& client : clients) client.ask("soon 1");
    for (bool talking = true; talking;) {
      talking = false;
      for (Client& client : clients) talking |= client.ask("echo on") == "on";
    }
  });
}

TEST_P(EveryStrategyAmongChurn, gives_nobody_up_where_descriptors_run_out) {
  if (sanitizer_needs_descriptors()) GTEST_SKIP() << "the sanitizer needs descriptors itself";
  if (GetParam().row->name == "blocking-accept") {
    GTEST_SKIP() << "a thread in accept(2) has the descriptor of its next connection already";
  }
  RunningStrategy server(GetParam());
  Client before = server.client();
  EXPECT_EQ(before.ask("echo hello"), "hello");
  Client late;
  {
    const NoMoreDescriptors limit;
    ASSERT_TRUE(late.connect(server.address()));
    ASSERT_TRUE(late.send("echo at last\n"));
    EXPECT_FALSE(late.readable_within(200));
    EXPECT_EQ(before.ask("echo on"), "on");
  }
  EXPECT_EQ(late.line(), "at last");
  EXPECT_EQ(server.client().ask("echo as ever"), "as ever");
}

}  // namespace
}  // namespace dispatchbench
