// Threads that compete for cores, and what a profile charges them for. Times are ns.
#include <gmock/gmock.h>

#include "machine/core_pool.hpp"
#include "simulator/core_times.hpp"
#include "simulator/formulas.hpp"
#include "tests/simulator/table_load.hpp"
#include "workload/draw.hpp"

namespace dispatchbench::simulator {
namespace {

using testing::ElementsAre;

/// As many workers as connections, so that nobody waits for anything but a core.
SimulationSetting on_cores(const char* strategy, std::uint32_t workers, std::uint32_t cores) {
  SimulationSetting setting = setting_of(strategy, workers, workers);
  setting.machine.cores = cores;
  return setting;
}

TableLoad at_once(const std::vector<std::int64_t>& demands) {
  TableLoad load(static_cast<std::uint32_t>(demands.size()));
  for (std::uint32_t i = 0; i < demands.size(); ++i) load.add(i, 0, demands[i]);
  return load;
}

TEST(SimulatedCores, are_given_to_threads_in_the_order_in_which_they_ask) {
  TableLoad load = at_once({100, 30, 50});
  EXPECT_THAT(times_of(answers_to(on_cores("unpark-queue", 3, 2), load)), ElementsAre(30, 80, 100));
}

TEST(SimulatedCores, are_reserved_as_those_of_the_emulated_machine) {
  std::vector<CoreState> states(5);
  CorePool pool(states);
  CoreTimes times(5);
  std::int64_t at_ns = 0;
  for (std::uint64_t k = 0; k < 10'000; ++k) {
    const std::uint64_t drawn = workload::bits_at(1, workload::Stream::demand, k);
    at_ns += static_cast<std::int64_t>(drawn % 8);
    const auto late_ns = at_ns + static_cast<std::int64_t>(drawn / 8 % 16);
    const auto cost_ns = static_cast<std::int64_t>(drawn / 128 % 32);
    const Reservation expected = pool.reserve(late_ns, cost_ns, 0);
    const Reservation reserved = times.reserve(late_ns, cost_ns);
    ASSERT_EQ(reserved.start_ns, expected.start_ns) << k;
    ASSERT_EQ(reserved.end_ns, expected.end_ns) << k;
  }
}

TEST(SimulatedCores, let_others_in_after_each_slice) {
  SimulationSetting setting = on_cores("unpark-queue", 2, 1);
  setting.machine.slice_ns = 10;
  TableLoad load = at_once({100, 10});
  EXPECT_THAT(times_of(answers_to(setting, load)), ElementsAre(20, 110));
}

TEST(SimulatedCores, are_so_many_servers_however_many_threads_there_are) {
  for (const double load : {0.5, 0.8}) {
    // Of 64 workers 16 can be served at a time: in units of a core the load is four times as high.
    const Theory theory{.workers = 64, .load = load / 4};
    SimulationSetting setting = setting_of("threads-epoll", 64, theory.connections);
    setting.machine.cores = 16;
    TableLoad table = theory.table();
    const Figures figures = Simulation(setting).run(table);
    EXPECT_NEAR(figures.latency.mean() / mmk_mean_sojourn(16, load, Theory::service_ns), 1, 0.03)
        << load;
    EXPECT_NEAR(static_cast<double>(figures.latency.value_at(0.99)) /
                    mmk_sojourn_quantile(16, load, Theory::service_ns, 0.99),
                1, 0.05)
        << load;
  }
}

TEST(SimulatedCores, make_no_difference_where_each_thread_has_one) {
  for (const StrategyRow& strategy : strategies()) {
    if (why_no_model(strategy)) continue;
    const std::string name(strategy.name);
    const Theory theory{.workers = 4, .connections = 40, .requests = 5'000};
    const std::uint32_t workers = strategy.one_connection_each ? theory.connections : 4;
    SimulationSetting setting = setting_of(name.c_str(), workers, theory.connections);
    setting.machine.costs.set(Event::accept, 20'000);
    setting.machine.costs.set(Event::request, 50'000);
    TableLoad table = theory.table();
    const auto apart = answers_to(setting, table);
    setting.machine.cores = workers + setting.model.other_threads(workers);
    table = theory.table();
    EXPECT_EQ(times_of(answers_to(setting, table)), times_of(apart)) << name;
  }
}

TEST(SimulatedCosts, of_a_connection_fall_to_whoever_causes_them) {
  SimulationSetting setting = setting_of("unpark-queue", 1, 1);
  setting.machine.costs.set(Event::wake_up, 1);
  setting.machine.costs.set(Event::accept, 10);
  setting.machine.costs.set(Event::hand_over_parked, 100);
  setting.machine.costs.set(Event::fetch_events, 1'000);
  setting.machine.costs.set(Event::take_over_parked, 10'000);
  setting.machine.costs.set(Event::open_connection, 100'000);
  setting.machine.costs.set(Event::request, 1'000'000);
  ClosedLoad load(1, 0);
  const Figures figures = Simulation(setting).run(load);
  EXPECT_EQ(figures.threads[0].busy_ns, 1'111'001);
  EXPECT_EQ(figures.threads[1].busy_ns, 111);
  EXPECT_EQ(figures.last_ns, 11 + 1'111'001);  // it is handed over before that is paid for
}

TEST(SimulatedCosts, of_one_acceptor_bound_what_all_workers_can_do) {
  SimulationSetting setting = setting_of("unpark-queue", 16, 64);
  setting.machine.costs.set(Event::accept, 1'000);
  setting.machine.costs.set(Event::request, 1'000);
  ClosedLoad load(10'000, 0, 1);
  EXPECT_NEAR(static_cast<double>(Simulation(setting).run(load).last_ns), 10'000 * 1'000, 100'000);
}

TEST(SimulatedCosts, of_a_helper_delay_what_it_tells_its_worker_of) {
  SimulationSetting setting = setting_of("condvar-queue", 1, 1);
  setting.machine.costs.set(Event::hand_over_parked, 100);
  ClosedLoad load(1, 7);
  const Figures figures = Simulation(setting).run(load);
  EXPECT_EQ(figures.last_ns, 107);
  EXPECT_EQ(figures.threads[2].busy_ns, 100);
}

TEST(SimulatedCosts, of_a_client_on_the_same_machine_come_before_its_request_does) {
  SimulationSetting setting = on_cores("unpark-queue", 1, 1);
  setting.client_threads = 1;
  setting.machine.costs.set(Event::client_connect, 10);
  setting.machine.costs.set(Event::client_request, 5);
  ClosedLoad load(2, 100);
  EXPECT_THAT(times_of(answers_to(setting, load)), ElementsAre(115, 220));
}

TEST(SimulatedCosts, of_a_client_on_the_same_machine_take_cores_from_the_server) {
  SimulationSetting setting = setting_of("threads-epoll", 4, 8);
  setting.machine.cores = 1;
  setting.client_threads = 2;
  setting.machine.costs.set(Event::client_request, 50);
  ClosedLoad load(1'000, 100);
  EXPECT_EQ(Simulation(setting).run(load).last_ns, 1'000 * (100 + 50));
}

TEST(SimulatedCosts, of_stealing_are_charged_for_each_theft) {
  SimulationSetting setting = setting_of("work-stealing", 2, 3);
  setting.machine.costs.set(Event::steal, 5);
  TableLoad load(3);  // homes 0, 1, 0
  load.add(0, 0, 100);
  load.add(1, 0, 10);
  load.add(2, 0, 10);
  EXPECT_THAT(times_of(answers_to(setting, load)), ElementsAre(10, 25, 100));
}

}  // namespace
}  // namespace dispatchbench::simulator
