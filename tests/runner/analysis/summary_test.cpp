#include "experiments/runner/analysis/summary.hpp"

#include <gmock/gmock.h>

#include "experiments/runner/report/table.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::HasSubstr;
using testing::Not;

Json summary_of(const Json& spec, const std::vector<MeasuredRun>& runs) {
  const Experiment experiment = parsed(spec);
  return summarize(experiment, make_plan(experiment, {}), {{"cpu", "test"}}, all_of(runs));
}

Json row_named(const Json& summary, const std::string& name) {
  for (const Json& row : summary.at("strategies")) {
    if (row.at("name") == name) return row;
  }
  return nullptr;
}

TEST(Summary, ratios_are_taken_round_by_round) {
  const Json summary =
      summary_of(some_spec(), {some_run("threads-epoll", 1, 100), some_run("reuseport", 1, 50),
                               some_run("threads-epoll", 2, 10), some_run("reuseport", 2, 5)});
  const Json ratio = row_named(summary, "reuseport").at("ratio_to_baseline");
  EXPECT_EQ(ratio.at("values"), Json({0.5, 0.5}));
  EXPECT_NEAR(ratio.at("median").get<double>(), 0.5, 1e-12);
  EXPECT_TRUE(ratio.at("low").is_null());
}

TEST(Summary, tells_how_much_of_the_time_was_load) {
  const Json summary = summary_of(some_spec(), {some_run("reuseport", 1, 50)});
  EXPECT_NEAR(summary.at("load_share").get<double>(), 1.0 / 1.5, 1e-12);
  EXPECT_THAT(table_of(summary), HasSubstr("67 % of their time under load"));
  EXPECT_TRUE(summary_of(some_spec(), {}).at("load_share").is_null());
}

TEST(Summary, an_interval_of_ratios_is_wider_for_more_rows) {
  std::vector<MeasuredRun> runs;
  for (unsigned round = 1; round <= 7; ++round) {
    runs.push_back(some_run("threads-epoll", round, 100));
    runs.push_back(some_run("reuseport", round, 50.0 + round));
  }
  const Json summary = summary_of(some_spec(), runs);
  EXPECT_EQ(summary.at("comparisons"), 3);
  EXPECT_EQ(summary.at("rounds_needed"), 7);
  const Json row = row_named(summary, "reuseport");
  EXPECT_NEAR(row.at("ratio_to_baseline").at("low").get<double>(), 0.51, 1e-12);
  EXPECT_EQ(row.at("requests_per_second").at("median"), 54);
}

TEST(Summary, every_repeat_is_compared_with_the_baseline_of_its_round) {
  const Json summary =
      summary_of(some_spec(), {some_run("threads-epoll", 1, 100), some_run("reuseport", 1, 10),
                               some_run("reuseport", 1, 20), some_run("reuseport", 1, 60)});
  const Json row = row_named(summary, "reuseport");
  EXPECT_EQ(row.at("requests_per_second").at("values").size(), 3U);
  EXPECT_EQ(row.at("ratio_to_baseline").at("values").size(), 3U);
  EXPECT_NEAR(row.at("ratio_to_baseline").at("median").get<double>(), 0.2, 1e-12);
}

TEST(Summary, a_baseline_point_compares_a_row_with_itself) {
  Json spec = some_spec();
  spec.erase("baseline");
  spec["vary"] = Json::parse(R"({"server.copy": ["read", "splice"]})");
  spec["baseline_point"] = Json::parse(R"({"server.copy": "read"})");
  MeasuredRun read = some_run("reuseport", 1, 100);
  read.point = {{"server.copy", "read"}};
  MeasuredRun splice = some_run("reuseport", 1, 150);
  splice.point = {{"server.copy", "splice"}};
  const Json summary = summary_of(spec, {read, splice});
  const Json& rows = summary.at("strategies");
  EXPECT_NEAR(rows[0].at("ratio_to_baseline").at("median").get<double>(), 1, 1e-12);
  EXPECT_NEAR(rows[1].at("ratio_to_baseline").at("median").get<double>(), 1.5, 1e-12);
  EXPECT_TRUE(summary.at("baseline").is_null());
}

TEST(Summary, percentiles_are_those_of_merged_histograms) {
  const Json summary =
      summary_of(some_spec(), {some_run("reuseport", 1, 1), some_run("reuseport", 2, 1)});
  const Json latency = row_named(summary, "reuseport").at("latency_seconds");
  EXPECT_DOUBLE_EQ(latency.at("p50").get<double>(), 10e-9);
  EXPECT_DOUBLE_EQ(latency.at("max").get<double>(), 39e-9);
}

TEST(Summary, failed_runs_are_counted_and_left_out_of_the_figures) {
  MeasuredRun failed = some_run("reuseport", 2, 1);
  failed.failure = Failure{"no luck", ""};
  const Json summary = summary_of(some_spec(), {some_run("reuseport", 1, 70), failed});
  const Json row = row_named(summary, "reuseport");
  EXPECT_EQ(row.at("failed"), 1);
  EXPECT_EQ(row.at("requests_per_second").at("values"), Json({70.0}));
  EXPECT_THAT(table_of(summary), HasSubstr("1 failed"));
}

TEST(Summary, a_row_whose_runs_all_failed_has_no_figures) {
  MeasuredRun failed = some_run("reuseport", 1, 1);
  failed.failure = Failure{"no luck", ""};
  const Json summary = summary_of(some_spec(), {failed});
  const Json row = row_named(summary, "reuseport");
  EXPECT_TRUE(row.at("requests_per_second").at("median").is_null());
  EXPECT_TRUE(row.at("ratio_to_baseline").is_null());
  EXPECT_THAT(table_of(summary), HasSubstr("reuseport"));
}

TEST(Summary, rows_keep_the_experiments_order_and_flags_are_counted) {
  MeasuredRun flagged = some_run("threads-epoll", 1, 1);
  flagged.flags = {"machine-busy"};
  const Json summary = summary_of(some_spec(), {flagged, some_run("single-reactor", 1, 1)});
  EXPECT_EQ(summary.at("strategies")[0].at("name"), "single-reactor");
  EXPECT_EQ(row_named(summary, "threads-epoll").at("flags").at("machine-busy"), 1);
}

/// Ten rounds of three rows: two that scatter around the same rate, one of half of it.
std::vector<MeasuredRun> ten_rounds() {
  std::vector<MeasuredRun> runs;
  for (unsigned round = 1; round <= 10; ++round) {
    runs.push_back(some_run("threads-epoll", round, 100 + round % 3));
    runs.push_back(some_run("unpark-queue", round, 100 + (round * 2) % 3));
    runs.push_back(some_run("single-reactor", round, 50 + round % 2));
  }
  return runs;
}

TEST(Summary, rows_that_cannot_be_told_apart_share_a_tier) {
  const Json summary = summary_of(some_spec(), ten_rounds());
  const Json slow = row_named(summary, "single-reactor");
  EXPECT_EQ(row_named(summary, "threads-epoll").at("tier"), 1);
  EXPECT_EQ(row_named(summary, "unpark-queue").at("tier"), 1);
  EXPECT_EQ(slow.at("tier"), 2);
  EXPECT_EQ(slow.at("compared_to_leader"), "less");
  EXPECT_EQ(row_named(summary, "unpark-queue").at("compared_to_baseline"), "indistinguishable");
  EXPECT_THAT(summary.at("caveats").dump(), HasSubstr("It cannot tell which is the fastest of"));
  EXPECT_EQ(summary.at("not_concluded"), summary.at("caveats"));
}

TEST(Summary, rows_of_other_work_or_other_cores_are_not_ranked_together) {
  Json spec = some_spec();
  spec["rows"] = Json::parse(R"(["threads-epoll", "unpark-queue",
      {"strategy": "single-reactor", "server": {"emulate-core": "1MB/s"}}])");
  const Json summary = summary_of(spec, ten_rounds());
  EXPECT_TRUE(row_named(summary, "single-reactor").at("tier").is_null());
  EXPECT_EQ(summary.at("rounds_needed_for_tiers"), 6);
}

TEST(Summary, one_thing_under_two_names_gives_the_noise_floor) {
  Json spec = some_spec();
  spec["rows"] = Json::parse(R"([{"name": "a", "strategy": "unpark-queue"},
                                 {"name": "b", "strategy": "unpark-queue"}])");
  spec["baseline"] = "a";
  std::vector<MeasuredRun> runs;
  for (unsigned round = 1; round <= 6; ++round) {
    runs.push_back(some_run("a", round, 100));
    runs.push_back(some_run("b", round, round % 2 == 0 ? 101 : 99));
  }
  const Json summary = summary_of(spec, runs);
  const Json& noise = summary.at("noise_floor").at(0);
  EXPECT_EQ(noise.at("second"), "b");
  EXPECT_NEAR(noise.at("spread").get<double>(), 0.0148, 1e-3);
  EXPECT_EQ(noise.at("rounds_to_detect").at(2), Json({{"difference", 0.05}, {"rounds", 6}}));
  EXPECT_THAT(table_of(summary), HasSubstr("a and b are the same thing"));
  runs.resize(4);
  const Json few = summary_of(spec, runs);
  EXPECT_TRUE(few.at("noise_floor").at(0).at("spread").is_null());
  EXPECT_THAT(table_of(few), HasSubstr("too few rounds to say more"));
}

TEST(Summary, percent_of_ceiling_is_taken_round_by_round) {
  Json spec = some_spec();
  // Until a spec can name the peer, a row of its name stands in for it.
  spec["rows"] = {"reuseport", "threads-epoll"};
  Experiment experiment = parsed(spec);
  experiment.rows[1].strategy = "ceiling";
  std::vector<MeasuredRun> runs;
  for (unsigned round = 1; round <= 3; ++round) {
    runs.push_back(some_run("threads-epoll", round, 1));
    runs.back().load.report->bytes_per_second = 10.0 * round;
    runs.push_back(some_run("reuseport", round, 1));
    runs.back().load.report->bytes_per_second = 5.0 * round;
  }
  const Json summary = summarize(experiment, make_plan(experiment, {}), {}, all_of(runs));
  EXPECT_EQ(row_named(summary, "reuseport").at("percent_of_ceiling"), 50);
  EXPECT_TRUE(row_named(summary, "threads-epoll").at("tier").is_null());
}

TEST(Summary, where_chance_places_the_draws_are_the_result_and_nothing_is_an_outlier) {
  std::vector<MeasuredRun> runs;
  for (unsigned round = 1; round <= 12; ++round) {
    runs.push_back(some_run("reuseport", round, round == 7 ? 5000 : 100 + round));
  }
  Json spec = some_spec();
  const Json kept = row_named(summary_of(spec, runs), "reuseport");
  EXPECT_EQ(kept.at("draws").at("fullest").at("measured"), Json({{"3", 1.0}}));
  EXPECT_NEAR(kept.at("draws").at("expected_mean").get<double>(), 2.75, 0.01);
  EXPECT_TRUE(kept.at("over_rounds").at("outlier_rounds").empty());
  spec["load"]["requests-per-connection"] = 1;
  const Json fresh = row_named(summary_of(spec, runs), "reuseport");
  EXPECT_TRUE(fresh.at("draws").is_null());
  EXPECT_EQ(fresh.at("over_rounds").at("outlier_rounds"), Json({7}));
}

TEST(Summary, a_drift_that_chance_hardly_gives_is_told) {
  Json spec = some_spec();
  spec.erase("baseline");
  std::vector<MeasuredRun> runs;
  for (unsigned round = 1; round <= 10; ++round) {
    runs.push_back(some_run("unpark-queue", round, 100 - round));
  }
  const Json summary = summary_of(spec, runs);
  const Json trend = row_named(summary, "unpark-queue").at("over_rounds").at("trend");
  EXPECT_EQ(trend.at("significant"), true);
  EXPECT_THAT(table_of(summary), HasSubstr("unpark-queue falls from round to round"));
}

TEST(Table, says_what_limited_a_row_and_explains_its_marks) {
  MeasuredRun run = some_run("threads-epoll", 1, 100);
  run.limited_by = "machine-bound";
  run.flags = {"others-busy"};
  const std::string table = table_of(summary_of(some_spec(), {run}));
  EXPECT_THAT(table,
              HasSubstr("limit machine-bound: the machine: less than 5 % of the processors"));
  EXPECT_THAT(table, HasSubstr("mark others-busy: other processes used over 10 %"));
  EXPECT_THAT(table, HasSubstr("server 0.125 s/GB, 1.25e+04 us/request"));
}

TEST(Table, shows_the_published_ratio_beside_ours_and_leaves_empty_columns_out) {
  Json spec = some_spec();
  const std::vector<MeasuredRun> runs{some_run("threads-epoll", 1, 100),
                                      some_run("reuseport", 1, 30)};
  EXPECT_THAT(table_of(summary_of(spec, runs)), Not(HasSubstr("published")));
  spec["published"] = Json::parse(R"({"about": "theirs", "ratio": {"reuseport": 0.16}})");
  const std::string table = table_of(summary_of(spec, runs));
  EXPECT_THAT(table, HasSubstr("published"));
  EXPECT_THAT(table, testing::ContainsRegex("reuseport +30.0 +4.00 .* 0.16 +0.300"));
  EXPECT_THAT(table, HasSubstr("an interval of a ratio takes 7 rounds"));
}

}  // namespace
}  // namespace dispatchbench::runner
