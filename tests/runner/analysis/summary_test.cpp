#include "experiments/runner/analysis/summary.hpp"

#include <gmock/gmock.h>

#include "experiments/runner/report/table.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Summary summary_of(const Json& spec, const std::vector<MeasuredRun>& runs) {
  const Experiment experiment = parsed(spec);
  return summarize(experiment, make_plan(experiment, {}), {}, all_of(runs));
}

RowSummary row_named(const Summary& summary, const std::string& name) {
  const RowSummary* found = find_row(summary, name, Json::object());
  return found == nullptr ? RowSummary() : *found;
}

TEST(Summary, ratios_are_taken_round_by_round) {
  const Summary summary =
      summary_of(some_spec(), {some_run("threads-epoll", 1, 100), some_run("reuseport", 1, 50),
                               some_run("threads-epoll", 2, 10), some_run("reuseport", 2, 5)});
  const Sample ratio = row_named(summary, "reuseport").ratio_to_baseline.value();
  EXPECT_THAT(ratio.values, ElementsAre(0.5, 0.5));
  EXPECT_NEAR(ratio.median.value(), 0.5, 1e-12);
  EXPECT_FALSE(ratio.low);
}

TEST(Summary, tells_how_much_of_the_time_was_load) {
  const Summary summary = summary_of(some_spec(), {some_run("reuseport", 1, 50)});
  EXPECT_NEAR(summary.load_share.value(), 1.0 / 1.5, 1e-12);
  EXPECT_THAT(table_of(summary), HasSubstr("67 % of their time under load"));
  EXPECT_FALSE(summary_of(some_spec(), {}).load_share);
}

TEST(Summary, tells_for_each_run_what_share_of_the_requests_its_busiest_workers_answered) {
  MeasuredRun run = some_run("reuseport", 1, 50);
  auto& workers = run.server.report->workers;
  workers.assign(5, workers.at(0));
  for (std::size_t i = 0; i < workers.size(); ++i) workers[i].requests = 10.0 * (i == 3 ? 6 : 1);
  const Summary summary = summary_of(some_spec(), {run});
  EXPECT_THAT(row_named(summary, "reuseport").shares->busiest_requests,
              ElementsAre(ElementsAre(0.6, 0.7, 0.8, 0.9)));
}

TEST(Summary, tells_what_a_reload_cost_where_there_were_any) {
  std::vector<MeasuredRun> runs{some_run("reuseport", 1, 50), some_run("reuseport", 2, 50),
                                some_run("reuseport", 3, 50)};
  runs[0].reload = ReloadCost{4, 8, 6, 0.02, {}, {}};
  runs[1].reload = ReloadCost{2, 1, 0, 0.04, {}, {}};
  runs[2].reload = ReloadCost{};  // none was due before the load had ended
  const Summary summary = summary_of(some_spec(), runs);
  const ReloadsOfRuns reload = row_named(summary, "reuseport").reload.value();
  EXPECT_EQ(reload.made, 6U);
  EXPECT_EQ(reload.lost, 9U);
  EXPECT_THAT(reload.lost_each.values, ElementsAre(2, 0.5));
  EXPECT_THAT(reload.reset_each.values, ElementsAre(1.5, 0));
  EXPECT_NEAR(reload.longest_gap_seconds.median.value(), 0.03, 1e-12);
  EXPECT_THAT(table_of(summary), HasSubstr("lost a reload"));
  EXPECT_THAT(table_of(summary_of(some_spec(), {some_run("reuseport", 1, 50)})),
              Not(HasSubstr("lost a reload")));
}

TEST(Summary, an_interval_of_ratios_is_wider_for_more_rows) {
  std::vector<MeasuredRun> runs;
  for (unsigned round = 1; round <= 7; ++round) {
    runs.push_back(some_run("threads-epoll", round, 100));
    runs.push_back(some_run("reuseport", round, 50.0 + round));
  }
  const Summary summary = summary_of(some_spec(), runs);
  EXPECT_EQ(summary.comparisons, 3U);
  EXPECT_EQ(summary.rounds_needed, 7U);
  const RowSummary row = row_named(summary, "reuseport");
  EXPECT_NEAR(row.ratio_to_baseline->low.value(), 0.51, 1e-12);
  EXPECT_EQ(row.requests_per_second.median, 54);
}

TEST(Summary, every_repeat_is_compared_with_the_baseline_of_its_round) {
  const Summary summary =
      summary_of(some_spec(), {some_run("threads-epoll", 1, 100), some_run("reuseport", 1, 10),
                               some_run("reuseport", 1, 20), some_run("reuseport", 1, 60)});
  const RowSummary row = row_named(summary, "reuseport");
  EXPECT_EQ(row.requests_per_second.values.size(), 3U);
  EXPECT_EQ(row.ratio_to_baseline->values.size(), 3U);
  EXPECT_NEAR(row.ratio_to_baseline->median.value(), 0.2, 1e-12);
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
  const Summary summary = summary_of(spec, {read, splice});
  EXPECT_NEAR(summary.rows[0].ratio_to_baseline->median.value(), 1, 1e-12);
  EXPECT_NEAR(summary.rows[1].ratio_to_baseline->median.value(), 1.5, 1e-12);
  EXPECT_FALSE(summary.baseline);
}

TEST(Summary, percentiles_are_those_of_merged_histograms) {
  const Summary summary =
      summary_of(some_spec(), {some_run("reuseport", 1, 1), some_run("reuseport", 2, 1)});
  const Percentiles latency = row_named(summary, "reuseport").latency;
  EXPECT_DOUBLE_EQ(latency.p50.value(), 10e-9);
  EXPECT_DOUBLE_EQ(latency.max.value(), 39e-9);
}

TEST(Summary, failed_runs_are_counted_and_left_out_of_the_figures) {
  MeasuredRun failed = some_run("reuseport", 2, 1);
  failed.failure = Failure{"no luck", ""};
  const Summary summary = summary_of(some_spec(), {some_run("reuseport", 1, 70), failed});
  const RowSummary row = row_named(summary, "reuseport");
  EXPECT_EQ(row.failed, 1U);
  EXPECT_THAT(row.requests_per_second.values, ElementsAre(70));
  EXPECT_THAT(table_of(summary), HasSubstr("1 failed"));
}

TEST(Summary, a_row_whose_runs_all_failed_has_no_figures) {
  MeasuredRun failed = some_run("reuseport", 1, 1);
  failed.failure = Failure{"no luck", ""};
  const Summary summary = summary_of(some_spec(), {failed});
  const RowSummary row = row_named(summary, "reuseport");
  EXPECT_FALSE(row.requests_per_second.median);
  EXPECT_FALSE(row.ratio_to_baseline);
  EXPECT_THAT(table_of(summary), HasSubstr("reuseport"));
}

TEST(Summary, rows_keep_the_experiments_order_and_flags_are_counted) {
  MeasuredRun flagged = some_run("threads-epoll", 1, 1);
  flagged.flags = {"machine-busy"};
  const Summary summary = summary_of(some_spec(), {flagged, some_run("single-reactor", 1, 1)});
  EXPECT_EQ(summary.rows[0].name, "single-reactor");
  EXPECT_EQ(row_named(summary, "threads-epoll").flags.at("machine-busy"), 1U);
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
  const Summary summary = summary_of(some_spec(), ten_rounds());
  const RowSummary slow = row_named(summary, "single-reactor");
  EXPECT_EQ(row_named(summary, "threads-epoll").tier, 1U);
  EXPECT_EQ(row_named(summary, "unpark-queue").tier, 1U);
  EXPECT_EQ(slow.tier, 2U);
  EXPECT_EQ(slow.compared_to_leader, Difference::less);
  EXPECT_EQ(row_named(summary, "unpark-queue").compared_to_baseline, Difference::indistinguishable);
  EXPECT_THAT(summary.caveats, Contains(HasSubstr("which is the fastest of")));
}

TEST(Summary, rows_of_other_work_or_other_cores_are_not_ranked_together) {
  Json spec = some_spec();
  spec["rows"] = Json::parse(R"(["threads-epoll", "unpark-queue",
      {"strategy": "single-reactor", "server": {"emulate-core": "1MB/s"}}])");
  const Summary summary = summary_of(spec, ten_rounds());
  EXPECT_FALSE(row_named(summary, "single-reactor").tier);
  EXPECT_EQ(summary.rounds_needed_for_tiers, 6U);
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
  const Summary summary = summary_of(spec, runs);
  const AaPair& noise = summary.noise_floor.at(0);
  EXPECT_EQ(noise.second, "b");
  EXPECT_NEAR(noise.spread.value(), 0.0148, 1e-3);
  EXPECT_EQ(noise.rounds_to_detect.at(2).difference, 0.05);
  EXPECT_EQ(noise.rounds_to_detect.at(2).rounds, 9U);  // six rounds show no more than 25 of 26
  EXPECT_GT(noise.rounds_to_detect.at(2).of_seven, 9U);
  EXPECT_THAT(table_of(summary), HasSubstr("a and b are the same thing"));
  runs.resize(4);
  const Summary few = summary_of(spec, runs);
  EXPECT_FALSE(few.noise_floor.at(0).spread);
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
  const Summary summary = summarize(experiment, make_plan(experiment, {}), {}, all_of(runs));
  EXPECT_EQ(row_named(summary, "reuseport").percent_of_ceiling, 50);
  EXPECT_FALSE(row_named(summary, "threads-epoll").tier);
}

TEST(Summary, where_chance_places_the_draws_are_the_result_and_nothing_is_an_outlier) {
  std::vector<MeasuredRun> runs;
  for (unsigned round = 1; round <= 12; ++round) {
    runs.push_back(some_run("reuseport", round, round == 7 ? 5000 : 100 + round));
  }
  Json spec = some_spec();
  const RowSummary kept = row_named(summary_of(spec, runs), "reuseport");
  ASSERT_TRUE(kept.draws);
  EXPECT_THAT(kept.draws->maximum_load.measured.shares, ElementsAre(testing::Pair(3, 1.0)));
  EXPECT_NEAR(kept.draws->expected_mean, 2.75, 0.01);
  EXPECT_THAT(kept.over_rounds.outlier_rounds, IsEmpty());
  spec["load"]["requests-per-connection"] = 1;
  const RowSummary fresh = row_named(summary_of(spec, runs), "reuseport");
  EXPECT_FALSE(fresh.draws);
  EXPECT_THAT(fresh.over_rounds.outlier_rounds, ElementsAre(7));
}

TEST(Summary, a_drift_that_chance_hardly_gives_is_told) {
  Json spec = some_spec();
  spec.erase("baseline");
  std::vector<MeasuredRun> runs;
  for (unsigned round = 1; round <= 10; ++round) {
    runs.push_back(some_run("unpark-queue", round, 100 - round));
  }
  const Summary summary = summary_of(spec, runs);
  const OverRounds rounds = row_named(summary, "unpark-queue").over_rounds;
  EXPECT_TRUE(rounds.trend->significant);
  EXPECT_THAT(table_of(summary), HasSubstr("unpark-queue falls from round to round"));
}

TEST(Table, says_what_limited_a_row_and_explains_its_marks) {
  MeasuredRun run = some_run("threads-epoll", 1, 100);
  run.limited_by = "machine-bound";
  run.flags = {"others-busy"};
  const std::string table = table_of(summary_of(some_spec(), {run}));
  EXPECT_THAT(table, HasSubstr("limit machine-bound: the machine: less than 5 %"));
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
