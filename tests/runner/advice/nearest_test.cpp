// The case of a small map that is most like what is asked.
#include "experiments/runner/advice/nearest.hpp"

#include <gmock/gmock.h>

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr double service_seconds = 0.005;

MappedWorkload workload(const char* name, double connections, const char* demand) {
  MappedWorkload made;
  made.name = name;
  made.connections_per_core = connections;
  made.demand = demand;
  made.mean_service_seconds = service_seconds;
  made.arrivals = "poisson";
  return made;
}

Map small_map() {
  Map map;
  map.cores = {2, 8, 32};
  map.loads = {0.3, 0.7, 0.9};
  map.workloads = {workload("few", 1, "exponential:5ms"), workload("many", 100, "exponential:5ms"),
                   workload("heavy", 100, "bimodal:0.99:1ms,100ms")};
  return map;
}

Description asked(std::uint64_t connections, unsigned cores, const char* demand) {
  Description description;
  description.connections = connections;
  description.cores = cores;
  description.demand = demand;
  return description;
}

TEST(NearestCase, is_the_same_one_where_it_is_there) {
  const auto nearest =
      nearest_case(small_map(), asked(800, 8, "exponential:5ms"), service_seconds, false);
  EXPECT_EQ(nearest->workload, "many");
  EXPECT_EQ(nearest->distance, 0);
  EXPECT_THAT(nearest->differences, IsEmpty());
}

TEST(NearestCase, says_what_differs_and_by_how_many_doublings) {
  const auto nearest =
      nearest_case(small_map(), asked(1600, 16, "exponential:5ms"), service_seconds, false);
  EXPECT_EQ(nearest->cores, 8);
  EXPECT_DOUBLE_EQ(nearest->distance, 1);
  EXPECT_THAT(nearest->differences, ElementsAre("8 cores instead of 16"));
}

TEST(NearestCase, is_like_it_in_how_demand_varies) {
  EXPECT_EQ(
      nearest_case(small_map(), asked(800, 8, "bimodal:0.98:1ms,50ms"), service_seconds, false)
          ->workload,
      "heavy");
}

TEST(NearestCase, is_not_the_same_with_other_threads_load_body_or_blocking) {
  Description description = asked(800, 8, "exponential:5ms");
  description.threads_per_core = 2;
  description.load = 0.85;
  const auto nearest = nearest_case(small_map(), description, 0.01, false);
  EXPECT_THAT(nearest->differences,
              ElementsAre("1 worker thread a core instead of 2",
                          "5 ms of a core a request instead of 10 ms", "load 0.9 instead of 0.85"));
  Map map = small_map();
  map.workloads[1].blocks = true;
  description = asked(800, 8, "exponential:5ms");
  description.blocked_share = 0.5;
  EXPECT_THAT(nearest_case(map, description, service_seconds, false)->differences,
              ElementsAre("all of the demand blocking instead of 50 %"));
}

TEST(NearestCase, of_a_trace_is_told_by_how_its_own_demand_varies) {
  Description description = asked(800, 8, "5ms");
  description.traced = Traced{100, 10, 5e6, 1, 100};
  EXPECT_EQ(nearest_case(small_map(), description, service_seconds, false)->distance, 0);
  description.traced->squared_variation = 24;
  EXPECT_EQ(nearest_case(small_map(), description, service_seconds, false)->workload, "heavy");
}

TEST(NearestCase, passes_over_bursts_and_over_handlers_that_block) {
  Map map = small_map();
  map.workloads[1].arrivals = "bursty:100ms,100ms";
  map.workloads[2].blocks = true;
  EXPECT_EQ(nearest_case(map, asked(800, 8, "exponential:5ms"), service_seconds, false)->workload,
            "few");
  Description blocking = asked(8, 8, "exponential:5ms");
  blocking.blocked_share = 0.5;
  EXPECT_EQ(nearest_case(map, blocking, service_seconds, false)->workload, "heavy");
}

TEST(NearestCase, passes_over_loads_that_are_heard_of_late) {
  Map map = small_map();
  const Description description = asked(800, 8, "exponential:5ms");
  const std::string nearest = nearest_case(map, description, service_seconds, false)->workload;
  for (MappedWorkload& workload : map.workloads) {
    if (workload.name == nearest) workload.placement_delay = "10ms";
  }
  EXPECT_NE(nearest_case(map, description, service_seconds, false)->workload, nearest);
}

TEST(NearestCase, that_was_measured_may_be_another_or_none) {
  Map map = small_map();
  const Description description = asked(800, 8, "exponential:5ms");
  EXPECT_FALSE(nearest_case(map, description, service_seconds, true));
  Cell cell;
  cell.strategy = "reuseport";
  cell.workload = "few";
  cell.cores = 8;
  cell.measured = CellCheck{};
  map.cells.push_back(cell);
  const auto nearest = nearest_case(map, description, service_seconds, true);
  EXPECT_EQ(nearest->workload, "few");
  EXPECT_THAT(nearest->measured, ElementsAre("reuseport"));
}

}  // namespace
}  // namespace dispatchbench::runner
