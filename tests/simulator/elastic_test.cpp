// Loops that come and go with the load. Times are ns.
#include <gmock/gmock.h>

#include "tests/simulator/table_load.hpp"

namespace dispatchbench::simulator {
namespace {

constexpr std::int64_t ms = 1'000'000;

std::vector<std::uint64_t> requests_of(const Figures& figures) {
  std::vector<std::uint64_t> requests;
  for (std::size_t i = 0; i < 4; ++i) requests.push_back(figures.threads[i].requests);
  return requests;
}

TEST(Elastic, one_loop_serves_all_connections_under_little_load) {
  TableLoad load(8);
  for (int i = 0; i < 1'000; ++i) load.add(static_cast<std::uint32_t>(i % 8), i * 10 * ms, ms);
  const Figures figures = Simulation(setting_of("elastic", 4, 8)).run(load);
  EXPECT_THAT(requests_of(figures), testing::ElementsAre(1'000, 0, 0, 0));
}

TEST(Elastic, loops_are_added_a_look_apart_until_all_run) {
  SimulationSetting setting = setting_of("elastic", 4, 8);
  setting.sample_ns = 250 * ms;
  ClosedLoad load(4'000, ms);
  const Figures figures = Simulation(setting).run(load);
  EXPECT_EQ(figures.threads[0].busy_in[0], 250 * ms);
  EXPECT_TRUE(figures.threads[1].busy_in[0] == 0 && figures.threads[1].busy_in[1] >= 249 * ms);
  EXPECT_TRUE(figures.threads[3].busy_in[1] == 0 && figures.threads[3].busy_in[2] >= 248 * ms);
}

TEST(Elastic, loops_are_parked_when_there_is_little_to_do) {
  TableLoad load(8);
  for (std::uint32_t i = 0; i < 8; ++i) load.add(i, 0, 1'000 * ms);
  for (int i = 0; i < 100; ++i) {
    load.add(static_cast<std::uint32_t>(i % 8), (10'000 + 10 * i) * ms, ms / 10);
  }
  const Figures figures = Simulation(setting_of("elastic", 4, 8)).run(load);
  EXPECT_GT(figures.threads[3].requests, 0U);
  EXPECT_EQ(figures.threads[3].busy_ns,
            static_cast<std::int64_t>(figures.threads[3].requests) * 1'000 * ms);
}

TEST(Elastic, all_loops_are_as_good_as_connections_dealt_in_turn) {
  const Theory theory{.workers = 4, .connections = 80, .load = 0.9, .requests = 100'000};
  const double dealt = simulated("unpark-queue", theory).latency.mean();
  EXPECT_NEAR(simulated("elastic", theory).latency.mean() / dealt, 1, 0.1);
}

}  // namespace
}  // namespace dispatchbench::simulator
