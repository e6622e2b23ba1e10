// What servers with a loop of their own do with single requests. Times are ns.
#include <gmock/gmock.h>

#include "tests/simulator/table_load.hpp"

namespace dispatchbench::simulator {
namespace {

using testing::ElementsAre;

std::vector<std::int64_t> answered_at(const std::vector<Answer>& answers) {
  std::vector<std::int64_t> times;
  for (const Answer& answer : answers) times.push_back(answer.answered_ns);
  return times;
}

TEST(SharedQueue, gives_the_next_request_to_whoever_is_free) {
  TableLoad load(3);
  load.add(0, 0, 100);
  load.add(1, 0, 10);
  load.add(2, 0, 10);
  EXPECT_THAT(answered_at(answers_to(setting_of("threads-epoll", 2, 3), load)),
              ElementsAre(10, 20, 100));
}

TEST(SharedQueue, lets_one_thread_at_a_time_accept) {
  SimulationSetting setting = setting_of("threads-epoll", 2, 3);
  setting.machine.costs.set(Event::accept, 100);
  TableLoad load(3);
  for (std::uint32_t i = 0; i < 3; ++i) load.add(i, 0, 10);
  EXPECT_THAT(answered_at(answers_to(setting, load)), ElementsAre(110, 210, 310));
}

TEST(SharedQueue, serves_connections_that_are_opened_for_each_request) {
  SimulationSetting setting = setting_of("threads-epoll", 4, 8);
  setting.machine.costs.set(Event::accept, 3);
  ClosedLoad load(1'000, 10, 1);
  const Figures figures = Simulation(setting).run(load);
  EXPECT_EQ(figures.connections, 1'000U);
  EXPECT_EQ(figures.latency.count(), 1'000U);
}

TEST(Stealing, an_idle_worker_runs_what_waits_at_a_busy_home) {
  TableLoad load(3);  // homes 0, 1, 0
  load.add(0, 0, 100);
  load.add(1, 0, 10);
  load.add(2, 0, 10);
  const auto answers = answers_to(setting_of("work-stealing", 2, 3), load);
  EXPECT_THAT(answered_at(answers), ElementsAre(10, 20, 100));
  EXPECT_EQ(answers[1].connection, 2U);
  EXPECT_EQ(answers[1].worker, 1U);
}

TEST(Stealing, a_home_runs_its_own_before_it_steals) {
  TableLoad load(4);  // homes 0, 1, 0, 1
  load.add(0, 0, 50);
  load.add(1, 0, 60);
  load.add(2, 1, 5);
  load.add(3, 2, 5);
  const auto answers = answers_to(setting_of("work-stealing", 2, 4), load);
  EXPECT_THAT(answered_at(answers), ElementsAre(50, 55, 60, 60));
}

TEST(Stealing, counts_what_was_stolen) {
  TableLoad load(3);
  load.add(0, 0, 100);
  load.add(1, 0, 10);
  load.add(2, 0, 10);
  EXPECT_EQ(Simulation(setting_of("work-stealing", 2, 3)).run(load).threads[1].steals, 1U);
}

}  // namespace
}  // namespace dispatchbench::simulator
