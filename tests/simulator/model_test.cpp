#include "simulator/model.hpp"

#include <set>

#include <gmock/gmock.h>

#include "base/command_line.hpp"
#include "tests/simulator/table_load.hpp"

namespace dispatchbench::simulator {
namespace {

TEST(Models, there_is_one_of_every_strategy_but_those_listed_here) {
  // Where a connection comes from decides, and simulated ones come from nowhere.
  const std::set<std::string_view> none{"by-source-port", "by-cpu", "reuseport-cbpf-cpu"};
  for (const StrategyRow& strategy : strategies()) {
    ASSERT_EQ(why_no_model(strategy).has_value(), none.contains(strategy.name)) << strategy.name;
    if (none.contains(strategy.name)) continue;
    ClosedLoad load(200, 10);
    const std::uint32_t workers = strategy.single_worker         ? 1
                                  : strategy.one_connection_each ? 20
                                                                 : 4;
    const Figures figures =
        Simulation(setting_of(std::string(strategy.name).c_str(), workers, 20)).run(load);
    EXPECT_EQ(figures.latency.count(), 200U) << strategy.name;
    EXPECT_EQ(figures.connections, 20U) << strategy.name;
  }
}

TEST(Models, a_loop_that_is_not_known_is_refused_by_name) {
  StrategyRow row;
  row.name = "new-loop";
  try {
    model_of(row);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "the loop of new-loop has no model; simulated are threads-epoll, shared-reactor, "
                 "work-stealing, reactor-pool, poller-pool, work-stealing-pool, oldest-first, "
                 "elastic, thread-per-connection, blocking-pool, blocking-accept");
  }
}

TEST(Models, a_part_that_is_not_known_is_refused_by_name) {
  Parts parts = *find_strategy("reuseport")->parts;
  AcceptRow other = *parts.accept;
  other.name = "by-pigeon";
  parts.accept = &other;
  EXPECT_THROW(model_of(*find_strategy("reuseport"), parts), UsageError);
}

TEST(Models, a_placement_by_origin_is_refused_for_simulated_connections_have_none) {
  EXPECT_THAT(why_no_model(*find_strategy("by-cpu")),
              testing::Optional(testing::StartsWith("--placement by-cpu has no model")));
}

TEST(Models, any_parts_that_go_together_can_be_simulated) {
  for (const AcceptRow& accept : accepts()) {
    for (const PlacementRow& placement : placements()) {
      for (const HandoffRow& handoff : handoffs()) {
        for (const AfterwardsRow& then : afterwards()) {
          const Parts parts{&accept, &placement, &handoff, &then};
          if (why_impossible(parts) || why_no_model(*find_strategy("reuseport"), parts)) continue;
          SimulationSetting setting = setting_of("reuseport", 3, 7);
          setting.model = model_of(*find_strategy("reuseport"), parts);
          ClosedLoad load(2'000, 10, 150);
          EXPECT_EQ(Simulation(setting).run(load).latency.count(), 2'000U) << placement.name;
        }
      }
    }
  }
}

}  // namespace
}  // namespace dispatchbench::simulator
