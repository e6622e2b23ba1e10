// A thread for each connection. Times are ns.
#include <gmock/gmock.h>

#include "simulator/formulas.hpp"
#include "tests/simulator/table_load.hpp"

namespace dispatchbench::simulator {
namespace {

using testing::ElementsAre;
using testing::Values;

class AThreadEach : public testing::TestWithParam<const char*> {};

TEST_P(AThreadEach, on_few_cores_is_one_queue_for_all_of_them) {
  for (const double load : {0.5, 0.8}) {
    const Theory theory{.workers = 16, .load = load};
    SimulationSetting setting = setting_of(GetParam(), theory.connections, theory.connections);
    setting.machine.cores = 16;
    TableLoad table = theory.table();
    EXPECT_NEAR(Simulation(setting).run(table).latency.mean() /
                    mmk_mean_sojourn(16, load, Theory::service_ns),
                1, 0.03)
        << load;
  }
}

TEST_P(AThreadEach, lets_connections_wait_until_one_ends_where_threads_are_too_few) {
  TableLoad load(2);
  load.add(0, 0, 100);
  load.add(1, 0, 10);
  EXPECT_THAT(times_of(answers_to(setting_of(GetParam(), 1, 2), load)), ElementsAre(100));
  ClosedLoad ending(10, 10, 1);
  EXPECT_EQ(Simulation(setting_of(GetParam(), 1, 2)).run(ending).last_ns, 100);
}

INSTANTIATE_TEST_SUITE_P(Strategies, AThreadEach,
                         Values("thread-per-connection", "blocking-pool", "blocking-accept"));

/// Whatever the demands: here one in ten takes nine tenths of the time.
TEST(BlockingThreads, in_short_slices_share_a_core_as_theory_says) {
  constexpr std::uint32_t connections = 400;
  constexpr double load = 0.7;
  const auto demand = workload::parse_demand("bimodal:0.9:1ms,81ms").value();  // 9 ms in the mean
  workload::Arrivals arrivals({.kind = workload::ArrivalShape::Kind::poisson}, load * 1e9 / 9e6, 1);
  TableLoad table(connections);
  for (std::uint64_t k = 0; k < 20'000; ++k) {
    table.add(static_cast<std::uint32_t>(k % connections), arrivals.due_ns(k),
              static_cast<std::int64_t>(demand.at(1, workload::Stream::demand, k)));
  }
  SimulationSetting setting = setting_of("thread-per-connection", connections, connections);
  setting.machine = {.cores = 1, .slice_ns = 250'000};
  const double mean = Simulation(setting).run(table).latency.mean();
  EXPECT_NEAR(mean / mg1_shared_mean_sojourn(load, 9e6), 1, 0.1);
}

SimulationSetting with_costs(const char* strategy) {
  SimulationSetting setting = setting_of(strategy, 1, 1);
  setting.machine.costs.set(Event::wake_up, 1);
  setting.machine.costs.set(Event::accept, 10);
  setting.machine.costs.set(Event::hand_over_parked, 100);
  setting.machine.costs.set(Event::take_over_parked, 1'000);
  setting.machine.costs.set(Event::thread_start, 10'000);
  setting.machine.costs.set(Event::re_arm, 1'000'000);  // nobody arms anything
  return setting;
}

std::vector<std::int64_t> busy(const char* strategy) {
  ClosedLoad load(1, 0, 1);
  std::vector<std::int64_t> busy;
  for (const Thread& thread : Simulation(with_costs(strategy)).run(load).threads) {
    busy.push_back(thread.busy_ns);
  }
  return busy;
}

TEST(BlockingThreads, cost_what_a_connection_takes_to_come_to_its_thread) {
  EXPECT_THAT(busy("thread-per-connection"), ElementsAre(0, 1 + 10 + 10'000));
  EXPECT_THAT(busy("blocking-pool"), ElementsAre(1 + 1'000, 1 + 10 + 100));
  EXPECT_THAT(busy("blocking-accept"), ElementsAre(1 + 10));
}

TEST(BlockingThreads, who_has_waited_for_longest_accepts_next) {
  TableLoad load(3);
  for (std::uint32_t i = 0; i < 3; ++i) load.add(i, 10 * i, 1);
  const auto answers = answers_to(setting_of("blocking-accept", 3, 3), load);
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(answers[i].worker, i);
}

}  // namespace
}  // namespace dispatchbench::simulator
