// Pools behind a poller. Times are ns.
#include <gmock/gmock.h>

#include "tests/simulator/table_load.hpp"

namespace dispatchbench::simulator {
namespace {

using testing::ElementsAre;

std::vector<std::int64_t> answered_by(const char* strategy, const Theory& theory) {
  return times_once_open(setting_of(strategy, theory.workers, theory.connections), theory);
}

/// A pool is one queue for all, as long as its poller costs nothing.
TEST(PolledPool, without_costs_comes_to_what_a_shared_queue_does) {
  const Theory theory{.workers = 8, .connections = 100, .requests = 20'000};
  const auto shared = answered_by("threads-epoll", theory);
  EXPECT_EQ(answered_by("poller-pool", theory), shared);
  EXPECT_EQ(answered_by("oldest-first", theory), shared);
}

TEST(PolledPool, a_poller_pays_for_a_batch_once_and_for_whom_it_wakes) {
  SimulationSetting setting = setting_of("poller-pool", 4, 3);
  setting.machine.costs.set(Event::wake_up, 1);
  setting.machine.costs.set(Event::fetch_events, 10);
  setting.machine.costs.set(Event::hand_over_parked, 100);
  ClosedLoad load(3, 1'000);
  const Figures figures = Simulation(setting).run(load);
  // It fetches the first connection alone, and the two that come meanwhile together.
  EXPECT_EQ(figures.threads[5].busy_ns, 1 + 10 + 100 + 10 + 100);
  EXPECT_EQ(figures.threads[5].wakeups, 1U);
  std::uint64_t wakeups = 0;
  for (std::size_t i = 0; i < 4; ++i) wakeups += figures.threads[i].wakeups;
  EXPECT_EQ(wakeups, 3U);  // one of them by another worker, at no cost
}

TEST(PolledPool, each_request_waits_for_its_poller_first) {
  SimulationSetting setting = setting_of("poller-pool", 2, 1);
  setting.machine.costs.set(Event::fetch_events, 1'000);
  ClosedLoad load(100, 10);
  EXPECT_EQ(Simulation(setting).run(load).last_ns, 100 * (1'000 + 10));
}

TEST(OldestFirst, a_long_request_keeps_its_place_and_others_wait_for_it) {
  const auto answered = [](const char* strategy) {
    SimulationSetting setting = setting_of(strategy, 1, 2);
    setting.server.quantum_bytes = 10;
    setting.machine.costs.set_bytes(1);
    TableLoad load(2);
    load.add(0, 0, 0, 30);
    load.add(1, 1, 0, 10);
    return times_of(answers_to(setting, load));
  };
  EXPECT_THAT(answered("poller-pool"), ElementsAre(20, 40));
  EXPECT_THAT(answered("oldest-first"), ElementsAre(30, 40));
}

TEST(OldestFirst, a_request_without_an_end_does_not_keep_out_the_others) {
  SimulationSetting setting = setting_of("oldest-first", 1, 2);
  setting.server.quantum_bytes = 10;
  setting.machine.costs.set_bytes(1);
  TableLoad load(2);
  load.add(0, 0, 0, 1'000);
  load.add(1, 1, 0, 10);
  EXPECT_THAT(times_of(answers_to(setting, load)), ElementsAre(170, 1'010));  // after 16 quanta
}

TEST(StealingPool, an_idle_worker_takes_what_waits_at_a_busy_home) {
  TableLoad load(3);  // homes 0, 1, 0
  load.add(0, 0, 100);
  load.add(1, 0, 10);
  load.add(2, 0, 10);
  const auto answers = answers_to(setting_of("work-stealing-pool", 2, 3), load);
  EXPECT_THAT(times_of(answers), ElementsAre(10, 20, 100));
  EXPECT_EQ(answers[1].worker, 1U);
}

TEST(StealingPool, what_becomes_ready_goes_to_its_home_if_that_sleeps) {
  SimulationSetting setting = setting_of("work-stealing-pool", 4, 4);
  TableLoad load(4);
  for (std::uint32_t i = 0; i < 4; ++i) load.add(i, 10 * i, 1);
  for (std::uint32_t i = 0; i < 4; ++i) load.add(3 - i, 100 + 10 * i, 1);
  const auto answers = answers_to(setting, load);
  for (const Answer& answer : answers) EXPECT_EQ(answer.worker, answer.connection);
}

TEST(ReactorPool, without_costs_comes_to_what_an_acceptor_that_deals_in_turn_does) {
  const Theory theory{.workers = 4, .connections = 40, .requests = 10'000};
  EXPECT_EQ(answered_by("reactor-pool", theory), answered_by("unpark-queue", theory));
}

TEST(ReactorPool, what_the_first_worker_is_at_delays_who_connects) {
  SimulationSetting setting = setting_of("reactor-pool", 2, 3);
  TableLoad load(3);
  load.add(0, 0, 100);  // to worker 0
  load.add(1, 10, 5);   // to worker 1, once 0 has accepted it
  EXPECT_THAT(times_of(answers_to(setting, load)), ElementsAre(100, 105));
}

}  // namespace
}  // namespace dispatchbench::simulator
