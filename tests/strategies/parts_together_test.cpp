// Strategies of other parts than the registry's rows.
#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "running_strategy.hpp"

namespace dispatchbench {
namespace {

/// All, but that of the placements that choose one goes with everything, and the others with what
/// they are mostly used with: they know nothing of the other parts.
void for_every_combination(const std::function<void(const Parts&)>& action) {
  for (const AcceptRow& accept : accepts()) {
    for (const PlacementRow& placement : placements()) {
      for (const HandoffRow& handoff : handoffs()) {
        for (const AfterwardsRow& after : afterwards()) {
          const Parts parts{&accept, &placement, &handoff, &after};
          const bool usual = &accept == &accepts().front() && &handoff == &handoffs().back();
          const bool sampled = !placement.chooses || placement.name == "round-robin" || usual;
          if (sampled && !why_impossible(parts)) action(parts);
        }
      }
    }
  }
}

TEST(EveryCombinationOfParts, answers_every_request_and_ends) {
  for_every_combination([](const Parts& parts) {
    SCOPED_TRACE(testing::Message() << parts.accept->name << " " << parts.placement->name << " "
                                    << parts.handoff->name << " " << parts.afterwards->name);
    RunningStrategy server(variant("reuseport"), parts, 3);
    auto clients = server.clients(6);
    for (Client& client : clients) EXPECT_EQ(client.ask("echo hello"), "hello");
    for (Client& client : clients) ASSERT_TRUE(client.send("echo one\necho two\n"));
    for (Client& client : clients) {
      EXPECT_EQ(client.line(), "one");
      EXPECT_EQ(client.line(), "two");
    }
    server.stop(600'000);
  });
}

/// Who answers a connection that asks so many times.
std::vector<std::string> answering(RunningStrategy& server, int times) {
  Client client = server.client();
  std::vector<std::string> workers(static_cast<std::size_t>(times));
  for (std::string& worker : workers) worker = client.ask("who");
  return workers;
}

Parts unpark_queue_but(const char* after) {
  return parts_named("acceptor-thread", "round-robin", "eventfd", after);
}

TEST(ConnectionsThatMove, are_run_by_one_worker_after_the_other) {
  RunningStrategy server(variant("unpark-queue"), unpark_queue_but("moves-after-100"), 3);
  const auto workers = answering(server, 1000);
  EXPECT_EQ(std::set(workers.begin(), workers.end()).size(), 3U);
  EXPECT_EQ(std::count(workers.begin(), workers.end(), ""), 0);
}

TEST(ConnectionsThatMove, stay_for_a_hundred_requests) {
  RunningStrategy server(variant("unpark-queue"), unpark_queue_but("moves-after-100"), 3);
  const auto workers = answering(server, 1000);
  int in_a_row = 0;
  for (std::size_t i = 0; i < workers.size(); ++i, ++in_a_row) {
    if (i == 0 || workers[i] == workers[i - 1]) continue;
    EXPECT_GE(in_a_row, 100) << "until request " << i;
    in_a_row = 0;
  }
}

TEST(ConnectionsThatMove, are_finished_when_the_server_stops) {
  RunningStrategy server(variant("unpark-queue"), unpark_queue_but("moves-after-100"), 3);
  auto clients = server.clients(6);
  for (int i = 0; i < 150; ++i) server.ask_all(clients, "who");
  server.stop(600'000);
  for (Client& client : clients) EXPECT_TRUE(client.ended());
}

TEST(ConnectionsThatAreClosed, have_answered_a_hundred_requests) {
  RunningStrategy server(variant("unpark-queue"), unpark_queue_but("closes-after-100"), 3);
  Client client = server.client();
  int answered = 0;
  while (client.ask("echo on") == "on") ++answered;  // until it has ended
  EXPECT_GE(answered, 100);
  EXPECT_EQ(server.client().ask("echo new"), "new");
}

}  // namespace
}  // namespace dispatchbench
