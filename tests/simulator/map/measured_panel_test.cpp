// The experiment that measures cells of a map.
#include "simulator/map/measured_panel.hpp"

#include <gtest/gtest.h>

namespace dispatchbench::simulator {
namespace {

using runner::Json;

/// On two cores, with two strategies of which only one goes by loads.
Json experiment_with(const char* delay, const char* demand = "5ms") {
  Json content = {{"title", "Short"},
                  {"description", "A connection for each request."},
                  {"connections_per_core", 50},
                  {"load", {{"demand", demand}, {"requests-per-connection", 1}}}};
  if (delay != nullptr) content["placement_delay"] = delay;
  MapToMake map;
  map.plan.measured.emplace().cores = 2;
  return experiment_of(runner::parse_workload(content, "short"), {"two-choices", "reuseport"}, map);
}

TEST(MeasuredPanel, has_strategies_that_differ_in_nothing_as_rows_of_a_name) {
  EXPECT_EQ(experiment_with(nullptr).at("rows"), Json({"two-choices", "reuseport"}));
}

TEST(MeasuredPanel, has_what_only_some_have_an_option_for_in_their_rows_alone) {
  const Json experiment = experiment_with("10ms");
  EXPECT_FALSE(experiment.at("server").contains("placement-delay"));
  EXPECT_EQ(experiment.at("rows").at(0).at("strategy"), "two-choices");
  EXPECT_EQ(experiment.at("rows").at(0).at("server"), Json({{"placement-delay", "10ms"}}));
  EXPECT_EQ(experiment.at("rows").at(1), "reuseport");
}

TEST(MeasuredPanel, is_slow_enough_that_a_late_wake_up_is_little_beside_a_request) {
  EXPECT_EQ(experiment_with(nullptr, "3ms").at("machine").at("dilation"), 1);
  EXPECT_EQ(experiment_with(nullptr, "300us").at("machine").at("dilation"), 7);
}

}  // namespace
}  // namespace dispatchbench::simulator
