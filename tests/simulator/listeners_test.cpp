// Listeners that several workers accept from, and what evens out afterwards. Times are ns.
#include <algorithm>

#include <gmock/gmock.h>

#include "tests/simulator/table_load.hpp"

namespace dispatchbench::simulator {
namespace {

using testing::ElementsAre;

std::vector<std::int64_t> answered_by(const char* strategy, std::uint32_t listeners) {
  const Theory theory{.workers = 4, .connections = 40, .requests = 10'000};
  SimulationSetting setting = setting_of(strategy, theory.workers, theory.connections);
  setting.server.listeners = listeners;
  return times_once_open(setting, theory);
}

TEST(Groups, of_one_are_a_shared_listener_and_of_each_worker_its_own) {
  EXPECT_EQ(answered_by("reuseport-groups", 1), answered_by("shared-listener", 1));
  EXPECT_EQ(answered_by("reuseport-groups", 4), answered_by("reuseport", 1));
  EXPECT_EQ(answered_by("reuseport-groups", 9), answered_by("reuseport", 1));
}

/// One connection after the other, each answered before the next comes.
std::vector<std::uint32_t> workers_of_quick_ones(const char* strategy, std::uint32_t workers,
                                                 std::uint32_t connections) {
  TableLoad load(connections);
  for (std::uint32_t i = 0; i < connections; ++i) load.add(i, 10 * i, 1);
  std::vector<std::uint32_t> by;
  for (const Answer& answer : answers_to(setting_of(strategy, workers, connections), load)) {
    by.push_back(answer.worker);
  }
  return by;
}

TEST(Rotation, wakes_another_first_after_16_accepts) {
  const auto shared = workers_of_quick_ones("shared-listener", 3, 48);
  EXPECT_EQ(std::count(shared.begin(), shared.end(), 0U), 48);
  const auto rotating = workers_of_quick_ones("shared-listener-rotating", 3, 48);
  for (std::uint32_t i = 0; i < 48; ++i) EXPECT_EQ(rotating[i], i / 16) << i;
}

/// Of 40 connections that come at once, how many each of 4 workers gets while the first is busy.
std::uint64_t gets_while_busy(const char* strategy) {
  TableLoad load(41);
  load.add(0, 0, 1'000'000);
  for (std::uint32_t i = 1; i <= 40; ++i) load.add(i, 100 * i, 10);
  const auto answers = answers_to(setting_of(strategy, 4, 41), load);
  const std::uint32_t busy = answers.back().worker;
  return static_cast<std::uint64_t>(std::count_if(
      answers.begin(), answers.end(), [&](const Answer& answer) { return answer.worker == busy; }));
}

TEST(Neighbours, take_what_comes_to_one_that_is_busy) {
  EXPECT_GT(gets_while_busy("reuseport"), 1U);
  EXPECT_EQ(gets_while_busy("interleaved-groups"), 1U);
}

TEST(Sleepers, take_what_comes_to_one_that_is_busy) {
  EXPECT_EQ(gets_while_busy("steal-accepted"), 1U);
}

TEST(Sleepers, one_too_many_wakes_where_a_listeners_own_worker_sleeps) {
  ClosedLoad load(1, 10);
  const Figures figures = Simulation(setting_of("steal-accepted", 4, 1)).run(load);
  std::uint64_t wakeups = 0;
  for (const Thread& thread : figures.threads) wakeups += thread.wakeups;
  EXPECT_EQ(wakeups, 2U);
}

TEST(Dealing, goes_where_it_is_told_to_by_whoever_deals) {
  for (const char* strategy : {"unpark-queue", "reuseport-redispatch", "least-connections"}) {
    SimulationSetting setting = setting_of(strategy, 3, 8);
    setting.server.dealt = {2, 2, 0, 2, 1, 2, 2, 0};
    ClosedLoad load(200, 10);
    for (const Answer& answer : answers_to(setting, load)) {
      ASSERT_EQ(answer.worker, setting.server.dealt[answer.connection]) << strategy;
    }
  }
}

TEST(Dealing, of_a_connection_of_which_that_is_not_known_goes_where_the_placement_says) {
  SimulationSetting setting = setting_of("least-connections", 3, 3);
  setting.server.dealt = {1, none, 1};
  ClosedLoad load(30, 10);
  for (const Answer& answer : answers_to(setting, load)) {
    ASSERT_EQ(answer.worker == 1, answer.connection != 1);
  }
}

TEST(EvensOut, moves_what_one_worker_has_too_many_of) {
  const auto served = [](const char* strategy) {
    SimulationSetting setting = setting_of(strategy, 2, 8);
    setting.server.hashed.assign(8, 0);
    ClosedLoad load(2'000, 10);
    std::vector<std::uint64_t> requests;
    for (const Thread& thread : Simulation(setting).run(load).threads) {
      requests.push_back(thread.requests);
    }
    return requests;
  };
  EXPECT_THAT(served("reuseport"), ElementsAre(2'000, 0));
  EXPECT_GT(served("migrating")[1], 900U);
}

TEST(EvensOut, leaves_alone_what_lies_within_a_quarter_of_the_mean) {
  SimulationSetting setting = setting_of("migrating", 2, 10);
  setting.server.hashed = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1};  // six is 1.2 times the mean
  ClosedLoad load(5'000, 10);
  const auto answers = answers_to(setting, load);
  for (const Answer& answer : answers) {
    ASSERT_EQ(answer.worker, setting.server.hashed[answer.connection]);
  }
}

}  // namespace
}  // namespace dispatchbench::simulator
