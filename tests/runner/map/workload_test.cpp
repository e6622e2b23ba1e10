// What a file in experiments/workloads/ says, and what it is refused for.
#include "experiments/runner/map/workload.hpp"

#include <gmock/gmock.h>

namespace dispatchbench::runner {
namespace {

using testing::HasSubstr;

Json content() {
  return {{"title", "Some"},
          {"description", "Some load."},
          {"connections_per_core", 2.5},
          {"load", {{"demand", "exponential:5ms"}}}};
}

Costs costs() {
  Costs some;
  some.set(Event::request, 20'000);
  some.set(Event::accept, 100'000);
  some.set(Event::open_connection, 50'000);
  return some;
}

std::string refusal(const Json& json) {
  try {
    parse_workload(json, "some");
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Workload, has_as_many_connections_as_the_cores_ask_for) {
  EXPECT_EQ(parse_workload(content(), "some").connections(8), 20);
  EXPECT_EQ(parse_workload(content(), "some").connections(1), 3);
}

TEST(Workload, can_do_what_demand_and_costs_leave_room_for) {
  const Workload kept = parse_workload(content(), "some");
  EXPECT_NEAR(kept.mean_service_seconds(costs()), 0.00502, 1e-12);
  EXPECT_NEAR(kept.capacity(4, costs()), 4 / 0.00502, 1e-9);
  Json closing = content();
  closing["load"]["requests-per-connection"] = 10;
  EXPECT_NEAR(parse_workload(closing, "some").mean_service_seconds(costs()), 0.005035, 1e-12);
}

TEST(Workload, has_less_capacity_where_bodies_are_large) {
  Costs some = costs();
  some.set(Event::byte_read, 0.2);
  some.set(Event::early_byte, 0.1);
  Json large = content();
  large["load"]["body-size"] = "100kB";
  EXPECT_NEAR(parse_workload(large, "some").mean_service_seconds(some), 0.00504, 1e-12);
  large["load"]["requests-per-connection"] = 20;  // the first 10 are early, of 2 MB
  EXPECT_NEAR(parse_workload(large, "some").mean_service_seconds(some), 0.0050525, 1e-12);
  Workload traced = parse_workload(content(), "some");
  traced.traced = Traced{10, 100, 5e6, 0, 50'000};
  EXPECT_NEAR(traced.mean_service_seconds(some), 0.00503, 1e-12);
}

TEST(Workload, that_blocks_is_limited_by_its_threads) {
  Json blocking = content();
  blocking["server"] = {{"demand", "block"}};
  blocking["threads_per_core"] = 4;
  const Workload workload = parse_workload(blocking, "some");
  EXPECT_EQ(workload.blocked_share, 1);
  EXPECT_NEAR(workload.capacity(2, costs()), 8 / 0.00502, 1e-9);
}

TEST(Workload, is_refused_by_the_key_that_is_wrong) {
  Json wrong = content();
  wrong["load"]["rate"] = 100;
  EXPECT_THAT(refusal(wrong), HasSubstr("no rate, which the map sets"));
  wrong = content();
  wrong["load"].erase("demand");
  EXPECT_THAT(refusal(wrong), HasSubstr("a demand: "));
  wrong = content();
  wrong["load"]["demand"] = "pareto:1ms,1";
  EXPECT_THAT(refusal(wrong), HasSubstr("finite mean"));
  wrong = content();
  wrong["placement_delay"] = "late";
  EXPECT_THAT(refusal(wrong), HasSubstr("a duration, as 10ms"));
  wrong = content();
  wrong["colour"] = "red";
  EXPECT_THAT(refusal(wrong), HasSubstr("colour"));
}

TEST(Workloads, are_the_files_of_the_folder) {
  const std::filesystem::path folder = std::filesystem::path(SOURCE_DIR) / "experiments/workloads";
  EXPECT_GE(read_workloads(folder).size(), 11U);
  ASSERT_EQ(read_workloads(folder, {"kept-many"}).size(), 1U);
  EXPECT_THROW(read_workloads(folder, {"nobody"}), UsageError);
}

}  // namespace
}  // namespace dispatchbench::runner
