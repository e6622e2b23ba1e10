// The simulator against formulas. Seeds are fixed, so a deviation is always the same one; with ten
// million requests it is below 1 % (see simulator_benchmark).
#include <gmock/gmock.h>

#include "simulator/formulas.hpp"
#include "tests/simulator/table_load.hpp"

namespace dispatchbench::simulator {
namespace {

double mean_of(const Figures& figures) {
  return figures.latency.mean();
}

double p99_of(const Figures& figures) {
  return static_cast<double>(figures.latency.value_at(0.99));
}

TEST(SimulationAndTheory, agree_on_one_server_with_exponential_services) {
  for (const double load : {0.5, 0.7, 0.8}) {
    const Figures figures = simulated("single-reactor", {.load = load});
    EXPECT_NEAR(mean_of(figures) / mm1_mean_sojourn(load, Theory::service_ns), 1, 0.04) << load;
    EXPECT_NEAR(p99_of(figures) / mm1_sojourn_quantile(load, Theory::service_ns, 0.99), 1, 0.08)
        << load;
  }
}

TEST(SimulationAndTheory, agree_on_one_server_with_constant_services) {
  for (const double load : {0.5, 0.7, 0.8}) {
    const Figures figures = simulated("single-reactor", {.load = load, .constant = true});
    EXPECT_NEAR(mean_of(figures) / md1_mean_sojourn(load, Theory::service_ns), 1, 0.02) << load;
    EXPECT_NEAR(p99_of(figures) / md1_sojourn_quantile(load, Theory::service_ns, 0.99), 1, 0.06)
        << load;
  }
}

class OneQueueForAll : public testing::TestWithParam<const char*> {};

TEST_P(OneQueueForAll, agrees_with_many_servers) {
  for (const double load : {0.5, 0.8, 0.9}) {
    const Figures figures = simulated(GetParam(), {.workers = 16, .load = load});
    EXPECT_NEAR(mean_of(figures) / mmk_mean_sojourn(16, load, Theory::service_ns), 1, 0.03) << load;
  }
}

INSTANTIATE_TEST_SUITE_P(strategies, OneQueueForAll,
                         testing::Values("threads-epoll", "work-stealing"));

TEST(SimulationAndTheory, agree_on_pools_that_somebody_else_polls_for) {
  for (const char* const pool : {"poller-pool", "work-stealing-pool", "oldest-first"}) {
    const Figures figures = simulated(pool, {.workers = 16, .load = 0.8});
    EXPECT_NEAR(mean_of(figures) / mmk_mean_sojourn(16, 0.8, Theory::service_ns), 1, 0.03) << pool;
  }
}

TEST(SimulationAndTheory, agree_on_the_tail_of_a_shared_queue) {
  const Figures figures = simulated("threads-epoll", {.workers = 16, .load = 0.8});
  EXPECT_NEAR(p99_of(figures) / mmk_sojourn_quantile(16, 0.8, Theory::service_ns, 0.99), 1, 0.05);
}

// But for the tail at higher loads: what is due while its connection is taken joins the queue late.
TEST(SimulationAndTheory, dealt_connections_are_so_many_single_servers) {
  const Figures figures = simulated("unpark-queue", {.workers = 16, .load = 0.6});
  EXPECT_NEAR(mean_of(figures) / mm1_mean_sojourn(0.6, Theory::service_ns), 1, 0.03);
  EXPECT_NEAR(p99_of(figures) / mm1_sojourn_quantile(0.6, Theory::service_ns, 0.99), 1, 0.05);
}

// Every worker's share of the connections is its share of the load.
TEST(SimulationAndTheory, hashed_connections_are_single_servers_of_different_loads) {
  const Theory theory{.workers = 16, .load = 0.5};
  const Figures figures = simulated("reuseport", theory);
  double mean = 0;
  for (const Thread& thread : figures.threads) {
    const double share = static_cast<double>(thread.connections) / theory.connections;
    mean += share * mm1_mean_sojourn(share * 16 * theory.load, Theory::service_ns);
  }
  EXPECT_NEAR(mean_of(figures) / mean, 1, 0.03);
}

TEST(SimulationAndTheory, a_closed_loop_without_thinking_keeps_a_server_busy) {
  ClosedLoad load(10'000, 1'000'000);
  const Figures figures = Simulation(setting_of("single-reactor", 1, 8)).run(load);
  EXPECT_EQ(figures.threads[0].busy_ns, 10'000 * std::int64_t{1'000'000});
  EXPECT_EQ(figures.last_ns, figures.threads[0].busy_ns);
  EXPECT_NEAR(mean_of(figures), 8e6, 8e3);  // each waits for the seven others
}

TEST(SimulationAndTheory, the_same_seed_gives_the_same_figures) {
  const Theory theory{.workers = 4, .requests = 20'000};
  EXPECT_EQ(simulated("two-choices", theory).latency.sum(),
            simulated("two-choices", theory).latency.sum());
}

}  // namespace
}  // namespace dispatchbench::simulator
