// One run of the map: what its figures are of.
#include "simulator/map/mapped_run.hpp"

#include <fstream>

#include <fmt/ostream.h>
#include <gtest/gtest.h>

#include "experiments/runner/advice/traced.hpp"
#include "tests/servers/temporary_folder.hpp"

namespace dispatchbench::simulator {
namespace {

/// Nothing costs anything but demand.
MapSetting free_of_costs(std::uint64_t requests = 4'000) {
  return {CostProfile{}, requests};
}

runner::Workload many_connections() {
  return runner::parse_workload({{"title", "Many"},
                                 {"description", "150 kept connections a core."},
                                 {"connections_per_core", 150},
                                 {"load", {{"demand", "5ms"}, {"skew", "zipf:0"}}}},
                                "many");
}

double throughput_over_capacity(const char* strategy, const runner::Workload& workload,
                                std::optional<double> load) {
  MappedRun run;
  run.strategy = strategy;
  run.workload = &workload;
  run.cores = 8;
  run.load = load;
  const MapSetting setting = free_of_costs();
  return simulate_mapped(run, setting).requests_per_second /
         workload.capacity(run.cores, setting.profile.costs());
}

TEST(MappedRun, a_closed_loop_saturates_every_worker_that_has_connections) {
  const runner::Workload workload = many_connections();
  for (const char* strategy : {"threads-epoll", "reuseport", "unpark-queue"}) {
    EXPECT_NEAR(throughput_over_capacity(strategy, workload, std::nullopt), 1, 0.02) << strategy;
  }
}

TEST(MappedRun, a_closed_loop_that_only_sends_during_the_warm_up_has_a_throughput) {
  const runner::Workload workload = many_connections();
  MappedRun run;
  run.strategy = "single-reactor";
  run.workload = &workload;
  run.cores = 8;
  const MappedFigures figures = simulate_mapped(run, free_of_costs(400));
  EXPECT_NEAR(figures.requests_per_second, 200, 10);
  EXPECT_LE(figures.utilization, 0.2);
}

TEST(MappedRun, hears_of_loads_late_only_where_placements_go_by_them) {
  runner::Workload workload = many_connections();
  MappedRun run;
  run.workload = &workload;
  run.strategy = "two-choices";
  EXPECT_FALSE(planned(run, free_of_costs()).server.contains("placement-delay"));
  workload.placement_delay = "10ms";
  EXPECT_EQ(planned(run, free_of_costs()).server.at("placement-delay"), "10ms");
  run.parts = {{"accept", "acceptor-thread"},
               {"placement", "random"},
               {"handoff", "eventfd"},
               {"afterwards", "stays"}};
  EXPECT_FALSE(planned(run, free_of_costs()).server.contains("placement-delay"));
  run.strategy = "threads-epoll";
  run.parts = runner::Json::object();
  EXPECT_FALSE(planned(run, free_of_costs()).server.contains("placement-delay"));
}

TEST(MappedRun, is_the_same_whether_or_not_it_is_looked_at_over_time) {
  const runner::Workload workload = many_connections();
  MappedRun run;
  run.strategy = "reuseport";
  run.workload = &workload;
  run.cores = 8;
  run.load = 0.5;
  const MappedFigures unseen = simulate_mapped(run, free_of_costs());
  run.slices = 10;
  const MappedFigures seen = simulate_mapped(run, free_of_costs());
  EXPECT_FALSE(unseen.busy_over_time);
  EXPECT_EQ(seen.p99_seconds, unseen.p99_seconds);
  ASSERT_TRUE(seen.busy_over_time);
  EXPECT_EQ(seen.busy_over_time->median.size(), 10U);
  EXPECT_GT(seen.busy_over_time->most[5], seen.busy_over_time->least[5]);
}

/// A request of 5 ms every so often, on so many connections, a hundred on each.
runner::Workload recorded(double every_seconds, int connections) {
  static const TemporaryFolder folder;  // every run reads it again
  const auto file = folder.path() / fmt::format("recorded-on-{}.csv", connections);
  std::ofstream csv(file);
  csv << "at_seconds,connection,method,body_bytes,demand_seconds\n";
  for (int i = 0; i < 100 * connections; ++i) {
    fmt::print(csv, "{},c{},PUT,1,0.005\n", i * every_seconds, i % connections);
  }
  csv.close();
  return runner::workload_of(runner::described_by_trace(file, file.string(), "trace"));
}

TEST(MappedRun, a_trace_saturates_the_cores_where_no_load_is_named) {
  const runner::Workload workload = recorded(0.01, 4);  // a quarter of what two cores can do
  MappedRun run;
  run.strategy = "unpark-queue";
  run.workload = &workload;
  run.cores = 2;
  const MapSetting setting = free_of_costs();
  EXPECT_NEAR(simulate_mapped(run, setting).requests_per_second, 400, 10);
  run.load = 0.25;
  EXPECT_NEAR(simulate_mapped(run, setting).requests_per_second, 100, 3);
}

/// 3,200 requests a second are more than a thousand times as many as were recorded.
TEST(MappedRun, a_trace_saturates_the_cores_however_slowly_it_was_recorded) {
  const runner::Workload workload = recorded(1, 64);
  MappedRun run;
  run.strategy = "unpark-queue";
  run.workload = &workload;
  run.cores = 16;
  EXPECT_NEAR(simulate_mapped(run, free_of_costs()).requests_per_second, 3'200, 100);
  run.load = 0.5;
  EXPECT_NEAR(simulate_mapped(run, free_of_costs()).requests_per_second, 1'600, 50);
}

TEST(MappedRun, tells_how_busy_whoever_may_accept_is_where_workers_take_turns) {
  const runner::Workload workload = runner::parse_workload(
      {{"title", "Short"},
       {"description", "A connection a request."},
       {"connections_per_core", 50},
       {"load", {{"split", "shared"}, {"requests-per-connection", 1}, {"demand", "100us"}}}},
      "short");
  MapSetting setting = free_of_costs();
  // Of a worker's 120 us: eight workers ask for more of it than there is.
  setting.profile.of(Event::accept) = {20'000, 20'000, 20'000};
  MappedRun run;
  run.workload = &workload;
  run.cores = 8;
  run.strategy = "threads-epoll";
  EXPECT_GT(simulate_mapped(run, setting).acceptor_busy.value(), 0.9);
  run.cores = 2;
  EXPECT_LT(simulate_mapped(run, setting).acceptor_busy.value(), 0.5);
  run.strategy = "reuseport";
  EXPECT_FALSE(simulate_mapped(run, setting).acceptor_busy);
}

TEST(MappedRun, an_open_loop_is_answered_at_the_rate_at_which_it_sends) {
  EXPECT_NEAR(throughput_over_capacity("threads-epoll", many_connections(), 0.5), 0.5, 0.03);
}

}  // namespace
}  // namespace dispatchbench::simulator
