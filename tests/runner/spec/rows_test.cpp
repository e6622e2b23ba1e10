// What stands in "rows": strategies, peers, and "all" with something beside it.
#include "experiments/runner/spec/rows.hpp"

#include <gmock/gmock.h>

#include "experiments/runner/spec/combination.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "experiments/runner/spec/plan.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;

Experiment with_rows(const char* rows, Json spec = some_spec()) {
  spec["rows"] = Json::parse(rows);
  return parsed(spec);
}

std::vector<std::string> names_in(const Experiment& experiment) {
  std::vector<std::string> names;
  for (const Row& row : experiment.rows) names.push_back(row.name);
  return names;
}

TEST(Rows, all_may_have_others_beside_it) {
  const auto experiment = with_rows(
      R"(["all", {"peer": "fake"}, {"name": "few", "strategy": "reuseport", "server": {"threads": 1}}])");
  EXPECT_THAT(names_in(experiment), ElementsAre("single-reactor", "reuseport", "unpark-queue",
                                                "threads-epoll", "fake", "few"));
}

TEST(Rows, a_row_for_a_strategy_takes_its_place_among_all) {
  for (const char* rows : {R"(["all", {"strategy": "reuseport", "repeats": 3}])",
                           R"([{"strategy": "reuseport", "repeats": 3}, "all"])"}) {
    const auto experiment = with_rows(rows);
    ASSERT_EQ(experiment.rows.size(), 4U);
    for (const Row& row : experiment.rows) EXPECT_EQ(row.repeats, row.name == "reuseport" ? 3 : 1);
  }
}

TEST(Rows, a_peer_gets_those_of_the_common_options_that_it_takes) {
  Json spec = some_spec();
  spec["server"]["copy"] = "read";
  const auto experiment = with_rows(R"(["threads-epoll", {"peer": "fake"}])", spec);
  const auto combinations = combinations_of(experiment);
  EXPECT_EQ(combinations[0].server.dump(), R"({"threads":2,"null":true,"copy":"read"})");
  EXPECT_EQ(combinations[1].server.dump(), R"({"threads":2,"null":true})");
}

TEST(Rows, a_peer_is_measured_at_every_point) {
  Json spec = some_spec();
  spec["vary"] = {{"server.copy", {"read", "splice"}}};
  const Plan plan = make_plan(with_rows(R"(["threads-epoll", {"peer": "fake"}])", spec), {});
  EXPECT_EQ(plan.runs.size(), 16U);
  for (const PlannedRun& run : plan.runs) EXPECT_EQ(run.peer.has_value(), run.name == "fake");
}

TEST(Rows, those_of_peers_that_are_not_installed_are_skipped) {
  const auto experiment = without_missing_peers(
      with_rows(R"(["all", {"peer": "absent"}, {"peer": "fake"}])"), FAKE_BIN);
  EXPECT_EQ(experiment.rows.size(), 5U);
  ASSERT_EQ(experiment.skipped.size(), 1U);
  EXPECT_EQ(experiment.skipped[0].install, "apt-get install absent");
}

}  // namespace
}  // namespace dispatchbench::runner
