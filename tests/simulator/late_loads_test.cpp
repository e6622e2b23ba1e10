// Loads that are known late. Times are ns.
#include "simulator/late_loads.hpp"

#include <gmock/gmock.h>

#include "tests/simulator/table_load.hpp"

namespace dispatchbench::simulator {
namespace {

constexpr std::size_t no_worker = 2;

TEST(LateLoads, an_end_is_heard_of_after_the_delay_and_a_placement_at_once) {
  LateLoads late(2, 100);
  late.placed(0);
  const std::vector<WorkerLoad> none(2);
  EXPECT_EQ(late.known_to(no_worker, none, 0)[0].connections, 1U);
  late.say(0, {.connections = 0, .requests_in_hand = 0, .idle = true}, 50);
  EXPECT_EQ(late.known_to(no_worker, none, 149)[0].connections, 1U);
  EXPECT_FALSE(late.known_to(no_worker, none, 149)[0].idle);
  EXPECT_EQ(late.known_to(no_worker, none, 150)[0].connections, 0U);
  EXPECT_TRUE(late.known_to(no_worker, none, 150)[0].idle);
}

TEST(LateLoads, a_worker_knows_its_own_at_once) {
  LateLoads late(2, 100);
  late.placed(0);
  const std::vector<WorkerLoad> none(2);
  EXPECT_EQ(late.known_to(0, none, 0)[0].connections, 0U);
  EXPECT_EQ(late.known_to(1, none, 0)[0].connections, 1U);
}

TEST(LateLoads, without_a_delay_loads_are_as_they_are) {
  LateLoads late(1, 0);
  late.placed(0);
  EXPECT_FALSE(late.late());
  EXPECT_EQ(late.known_to(1, {{.connections = 7}}, 0)[0].connections, 7U);
}

/// A connection a request.
class Closing final : public Load {
 public:
  explicit Closing(TableLoad table) : table_(std::move(table)) {}
  std::optional<Request> next(std::uint32_t connection, std::int64_t now_ns) override {
    return table_.next(connection, now_ns);
  }
  std::uint64_t requests_per_connection(std::uint32_t) const override { return 1; }

 private:
  TableLoad table_;
};

/// One worker has a long request, and the other's has ended when a third comes: whether it goes to
/// that other one, whose end may not be known of yet.
bool goes_where_nothing_is(std::int64_t delay_ns, std::uint64_t seed) {
  SimulationSetting setting = setting_of("least-connections", 2, 3);
  setting.server.seed = seed;
  setting.server.placement_delay_ns = delay_ns;
  TableLoad table(3);
  table.add(0, 0, 1000);
  table.add(1, 1, 10);
  table.add(2, 200, 10);
  Closing load(std::move(table));
  std::vector<std::uint32_t> workers(3);
  Simulation(setting).run(
      load, [&](const Answer& answer) { workers[answer.connection] = answer.worker; });
  return workers[2] == workers[1];
}

TEST(LateLoads, an_acceptor_deals_to_who_is_free_once_it_has_heard_of_it) {
  const auto times = [](std::int64_t delay_ns) {
    int count = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      if (goes_where_nothing_is(delay_ns, seed)) ++count;
    }
    return count;
  };
  EXPECT_EQ(times(0), 20);
  EXPECT_EQ(times(100), 20);
  EXPECT_LT(times(500), 20);
  EXPECT_GT(times(500), 0);
}

}  // namespace
}  // namespace dispatchbench::simulator
