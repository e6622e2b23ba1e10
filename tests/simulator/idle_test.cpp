// Workers that are idle while requests wait elsewhere, and workers that block. Times are ns.
#include <gmock/gmock.h>

#include "tests/simulator/table_load.hpp"

namespace dispatchbench::simulator {
namespace {

using testing::ElementsAre;

/// Two requests at once, and one at 200, so that the load lasts so long.
TableLoad two_at_once() {
  TableLoad load(3);
  load.add(0, 0, 100);
  load.add(1, 0, 100);
  load.add(2, 200, 0);
  return load;
}

double idle_while_queued(SimulationSetting setting) {
  TableLoad load = two_at_once();
  return Simulation(setting).run(load).idle_while_queued;
}

TEST(IdleWhileQueued, is_the_time_in_which_one_worker_has_two_requests_and_the_other_none) {
  SimulationSetting setting = setting_of("reuseport", 2, 3);
  setting.server.hashed = {0, 0, 0};
  EXPECT_DOUBLE_EQ(idle_while_queued(setting), 0.5);
  setting.server.hashed = {0, 1, 0};
  EXPECT_DOUBLE_EQ(idle_while_queued(setting), 0);
}

TEST(IdleWhileQueued, is_seen_where_others_are_woken_for_nothing) {
  double most = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SimulationSetting setting = setting_of("steal-accepted", 2, 3);
    setting.server.seed = seed;
    TableLoad load(3);
    load.add(0, 0, 0);  // wakes the worker of its listener, and the other one
    load.add(1, 10, 0);
    load.add(0, 100, 100);
    load.add(1, 100, 100);
    load.add(2, 300, 0);
    most = std::max(most, Simulation(setting).run(load).idle_while_queued);
  }
  EXPECT_DOUBLE_EQ(most, 1.0 / 3) << "where both are the same worker's";
}

TEST(IdleWhileQueued, is_none_where_all_workers_share_a_queue) {
  EXPECT_DOUBLE_EQ(idle_while_queued(setting_of("threads-epoll", 2, 3)), 0);
}

TEST(IdleWhileQueued, is_none_where_nobody_is_idle) {
  EXPECT_DOUBLE_EQ(idle_while_queued(setting_of("single-reactor", 1, 3)), 0);
}

TEST(IdleWhileQueued, counts_connections_that_wait_for_the_acceptor) {
  SimulationSetting setting = setting_of("unpark-queue", 2, 3);
  setting.machine.costs.set(Event::accept, 50);
  EXPECT_DOUBLE_EQ(idle_while_queued(setting), 0.25);
}

TEST(Blocking, leaves_the_core_to_others) {
  SimulationSetting setting = setting_of("unpark-queue", 2, 2);
  setting.machine.cores = 1;
  setting.machine.costs.set(Event::request, 10);
  TableLoad load(2);
  load.add(0, 0, 100);
  load.add(1, 0, 100);
  EXPECT_THAT(times_of(answers_to(setting, load)), ElementsAre(110, 220));
  setting.server.blocked_share = 1;
  TableLoad again(2);
  again.add(0, 0, 100);
  again.add(1, 0, 100);
  EXPECT_THAT(times_of(answers_to(setting, again)), ElementsAre(110, 120));
}

TEST(Blocking, keeps_its_worker_from_others) {
  SimulationSetting setting = setting_of("unpark-queue", 1, 2);
  setting.server.blocked_share = 1;
  TableLoad load(2);
  load.add(0, 0, 100);
  load.add(1, 0, 10);
  EXPECT_THAT(times_of(answers_to(setting, load)), ElementsAre(100, 110));
}

}  // namespace
}  // namespace dispatchbench::simulator
