#include "experiments/runner/summary.hpp"

#include <gmock/gmock.h>

#include "experiments/runner/table.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::HasSubstr;
using testing::Not;

Json summary_of(const Json& spec, const std::vector<Outcome>& outcomes) {
  const Experiment experiment = parsed(spec);
  return summarize(experiment, make_plan(experiment, {}), {{"cpu", "test"}}, outcomes);
}

Json row_named(const Json& summary, const std::string& name) {
  for (const Json& row : summary.at("strategies")) {
    if (row.at("name") == name) return row;
  }
  return nullptr;
}

TEST(Summary, RatiosAreTakenRoundByRound) {
  const Json summary = summary_of(
      some_spec(), {some_outcome("threads-epoll", 1, 100), some_outcome("reuseport", 1, 50),
                    some_outcome("threads-epoll", 2, 10), some_outcome("reuseport", 2, 5)});
  const Json ratio = row_named(summary, "reuseport").at("ratio_to_baseline");
  EXPECT_EQ(ratio.at("values"), Json({0.5, 0.5}));
  EXPECT_NEAR(ratio.at("median").get<double>(), 0.5, 1e-12);
  EXPECT_TRUE(ratio.at("low").is_null());
}

TEST(Summary, AnIntervalOfRatiosIsWiderForMoreRows) {
  std::vector<Outcome> outcomes;
  for (unsigned round = 1; round <= 7; ++round) {
    outcomes.push_back(some_outcome("threads-epoll", round, 100));
    outcomes.push_back(some_outcome("reuseport", round, 50.0 + round));
  }
  const Json summary = summary_of(some_spec(), outcomes);
  EXPECT_EQ(summary.at("comparisons"), 3);
  EXPECT_EQ(summary.at("rounds_needed"), 7);
  const Json row = row_named(summary, "reuseport");
  EXPECT_NEAR(row.at("ratio_to_baseline").at("low").get<double>(), 0.51, 1e-12);
  EXPECT_EQ(row.at("requests_per_second").at("median"), 54);
}

TEST(Summary, EveryRepeatIsComparedWithTheBaselineOfItsRound) {
  const Json summary = summary_of(
      some_spec(), {some_outcome("threads-epoll", 1, 100), some_outcome("reuseport", 1, 10),
                    some_outcome("reuseport", 1, 20), some_outcome("reuseport", 1, 60)});
  const Json row = row_named(summary, "reuseport");
  EXPECT_EQ(row.at("requests_per_second").at("values").size(), 3U);
  EXPECT_EQ(row.at("ratio_to_baseline").at("values").size(), 3U);
  EXPECT_NEAR(row.at("ratio_to_baseline").at("median").get<double>(), 0.2, 1e-12);
}

TEST(Summary, ABaselinePointComparesARowWithItself) {
  Json spec = some_spec();
  spec.erase("baseline");
  spec["vary"] = Json::parse(R"({"server.copy": ["read", "splice"]})");
  spec["baseline_point"] = Json::parse(R"({"server.copy": "read"})");
  Outcome read = some_outcome("reuseport", 1, 100);
  read.point = {{"server.copy", "read"}};
  Outcome splice = some_outcome("reuseport", 1, 150);
  splice.point = {{"server.copy", "splice"}};
  const Json summary = summary_of(spec, {read, splice});
  const Json& rows = summary.at("strategies");
  EXPECT_NEAR(rows[0].at("ratio_to_baseline").at("median").get<double>(), 1, 1e-12);
  EXPECT_NEAR(rows[1].at("ratio_to_baseline").at("median").get<double>(), 1.5, 1e-12);
  EXPECT_TRUE(summary.at("baseline").is_null());
}

TEST(Summary, PercentilesAreThoseOfMergedHistograms) {
  const Json summary =
      summary_of(some_spec(), {some_outcome("reuseport", 1, 1), some_outcome("reuseport", 2, 1)});
  const Json latency = row_named(summary, "reuseport").at("latency_seconds");
  EXPECT_DOUBLE_EQ(latency.at("p50").get<double>(), 10e-9);
  EXPECT_DOUBLE_EQ(latency.at("max").get<double>(), 39e-9);
}

TEST(Summary, FailedRunsAreCountedAndLeftOutOfTheFigures) {
  Outcome failed = some_outcome("reuseport", 2, 1);
  failed.ok = false;
  const Json summary = summary_of(some_spec(), {some_outcome("reuseport", 1, 70), failed});
  const Json row = row_named(summary, "reuseport");
  EXPECT_EQ(row.at("failed"), 1);
  EXPECT_EQ(row.at("requests_per_second").at("values"), Json({70.0}));
  EXPECT_THAT(table_of(summary), HasSubstr("1 failed"));
}

TEST(Summary, ARowWhoseRunsAllFailedHasNoFigures) {
  Outcome failed = some_outcome("reuseport", 1, 1);
  failed.ok = false;
  const Json summary = summary_of(some_spec(), {failed});
  const Json row = row_named(summary, "reuseport");
  EXPECT_TRUE(row.at("requests_per_second").at("median").is_null());
  EXPECT_TRUE(row.at("ratio_to_baseline").is_null());
  EXPECT_THAT(table_of(summary), HasSubstr("reuseport"));
}

TEST(Summary, RowsKeepTheExperimentsOrderAndFlagsAreCounted) {
  Outcome flagged = some_outcome("threads-epoll", 1, 1);
  flagged.flags = {"machine-busy"};
  const Json summary = summary_of(some_spec(), {flagged, some_outcome("single-reactor", 1, 1)});
  EXPECT_EQ(summary.at("strategies")[0].at("name"), "single-reactor");
  EXPECT_EQ(row_named(summary, "threads-epoll").at("flags").at("machine-busy"), 1);
}

TEST(Table, ShowsThePublishedRatioBesideOursAndLeavesEmptyColumnsOut) {
  Json spec = some_spec();
  const std::vector<Outcome> outcomes{some_outcome("threads-epoll", 1, 100),
                                      some_outcome("reuseport", 1, 30)};
  EXPECT_THAT(table_of(summary_of(spec, outcomes)), Not(HasSubstr("published")));
  spec["published"] = Json::parse(R"({"about": "theirs", "ratio": {"reuseport": 0.16}})");
  const std::string table = table_of(summary_of(spec, outcomes));
  EXPECT_THAT(table, HasSubstr("published"));
  EXPECT_THAT(table, testing::ContainsRegex("reuseport +30.0 +4.00 .* 0.16 +0.300"));
  EXPECT_THAT(table, HasSubstr("7 rounds would be needed"));
}

}  // namespace
}  // namespace dispatchbench::runner
