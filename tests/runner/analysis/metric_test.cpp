// Rows are compared by what answers the experiment's question.
#include "experiments/runner/results/metric.hpp"

#include <gmock/gmock.h>

#include "experiments/runner/analysis/summary.hpp"
#include "experiments/runner/report/table.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Json open_loop() {
  Json spec = some_spec();
  spec["load"]["rate"] = 100;
  spec["rows"] = {"reuseport", "threads-epoll"};
  return spec;
}

/// Equal rates, and a p99 that is three times the baseline's in every round; its work, and so both
/// latencies, double from one round to the next and fall back again.
Summary seven_rounds(const Json& spec) {
  std::vector<MeasuredRun> runs;
  for (unsigned round = 1; round <= 7; ++round) {
    const double work = round % 2 == 0 ? 0.02 : 0.01;
    runs.push_back(some_run_of_latency("threads-epoll", round, work));
    runs.push_back(some_run_of_latency("reuseport", round, 3 * work));
  }
  const Experiment experiment = parsed(spec);
  return summarize(experiment, make_plan(experiment, {}), {}, all_of(runs));
}

RowSummary reuseport_of(const Summary& summary) {
  return *find_row(summary, "reuseport", Json::object());
}

TEST(Metric, is_the_p99_of_an_open_loop_and_the_rate_of_a_closed_one_unless_it_is_named) {
  EXPECT_STREQ(parsed(some_spec()).compare->name, "requests_per_second");
  EXPECT_STREQ(parsed(open_loop()).compare->name, "latency_p99");
  Json varied = some_spec();
  varied["vary"] = Json::parse(R"({"load.rate": [10, 100]})");
  EXPECT_STREQ(parsed(varied).compare->name, "latency_p99");
  Json named = open_loop();
  named["compare"] = "latency_mean";
  EXPECT_STREQ(parsed(named).compare->name, "latency_mean");
}

TEST(Metric, that_there_is_not_is_refused_with_those_there_are) {
  Json spec = some_spec();
  spec["compare"] = "p99";
  EXPECT_EQ(refusal_of(spec),
            "compare \"p99\": expected one of requests_per_second, bytes_per_second, latency_mean, "
            "latency_p50, latency_p90, latency_p99, latency_p999, latency_deviation, "
            "first_answer_p50");
  spec["compare"] = 99;
  EXPECT_THAT(refusal_of(spec), HasSubstr("compare 99: expected one of requests_per_second"));
}

TEST(Metric, a_p99_three_times_as_long_in_every_round_puts_a_row_behind) {
  const Summary summary = seven_rounds(open_loop());
  const RowSummary row = reuseport_of(summary);
  EXPECT_EQ(summary.compare, "latency_p99");
  EXPECT_NEAR(row.ratio_to_baseline->median.value(), 3, 1e-9);
  EXPECT_EQ(row.compared_to_baseline, Difference::more);
  EXPECT_EQ(row.tier, 2U);
  EXPECT_EQ(row.leader, "threads-epoll");
  const std::string table = table_of(summary);
  EXPECT_THAT(table,
              HasSubstr("ratio: p99 latency to threads-epoll, round by round, less is better"));
  EXPECT_THAT(table, HasSubstr("not shown to have a higher p99 latency than the best of it"));
  EXPECT_THAT(table, testing::ContainsRegex("reuseport +2 +30.0 ms \\(30.0 ms–60.0 ms\\)"));
  EXPECT_THAT(summary.caveats, Not(testing::Contains(HasSubstr("cannot tell"))));
}

TEST(Metric, every_row_has_a_value_a_run_and_its_round) {
  const RowSummary row = reuseport_of(seven_rounds(open_loop()));
  EXPECT_THAT(row.latency_p99.values, ElementsAre(0.03, 0.06, 0.03, 0.06, 0.03, 0.06, 0.03));
  EXPECT_THAT(row.run_rounds, ElementsAre(1, 2, 3, 4, 5, 6, 7));
  EXPECT_NEAR(row.latency_mean.median.value(), 0.03, 1e-12);
  EXPECT_THAT(row.first_answer_p50.values, IsEmpty());
}

TEST(Metric, that_requests_without_an_answer_reach_is_told_as_at_least) {
  MeasuredRun run = some_run_of_latency("reuseport", 1, 0.03);
  run.load.report->at_least = {"p99", "p999"};
  const Experiment experiment = parsed(open_loop());
  const Summary summary = summarize(experiment, make_plan(experiment, {}), {}, all_of({run}));
  EXPECT_THAT(reuseport_of(summary).at_least, ElementsAre("p99", "p999"));
  EXPECT_THAT(table_of(summary), HasSubstr("≥ 30.0 ms"));
}

TEST(Metric, of_a_closed_loop_leaves_p99_beside_it_with_a_ratio_of_its_own) {
  Json spec = open_loop();
  spec["load"].erase("rate");
  const Summary summary = seven_rounds(spec);
  const RowSummary row = reuseport_of(summary);
  EXPECT_NEAR(row.ratio_to_baseline->median.value(), 1, 1e-12);
  EXPECT_EQ(row.tier, 1U);
  EXPECT_NEAR(row.other_ratios.at("latency_p99").median.value(), 3, 1e-9);
  EXPECT_THAT(table_of(summary), HasSubstr("3.000 (3.000–3.000)"));
}

TEST(Metric, rounds_that_draw_other_work_are_said_to_compare_within_the_round_alone) {
  EXPECT_THAT(seven_rounds(open_loop()).drawn_work, IsEmpty());
  Json spec = open_loop();
  spec["load"]["body-size"] = "exponential:100kB";
  const Summary summary = seven_rounds(spec);
  EXPECT_THAT(summary.drawn_work, ElementsAre("body-size exponential:100kB"));
  EXPECT_THAT(table_of(summary), HasSubstr("rows are compared within the round alone"));
  spec["load"]["seed"] = 3;  // the same work in every round
  EXPECT_THAT(seven_rounds(spec).drawn_work, IsEmpty());
}

TEST(Stopped, a_row_beyond_the_machine_is_neither_ranked_nor_compared_and_hinders_nobody) {
  Json spec = some_spec();
  std::vector<MeasuredRun> runs;
  for (unsigned round = 1; round <= 10; ++round) {
    runs.push_back(some_run("threads-epoll", round, 100));
    runs.push_back(some_run("unpark-queue", round, 100));
  }
  runs.push_back(some_run("reuseport", 1, 500));
  runs.back().flags = {"beyond-machine"};
  runs.back().load.report->options.rate = 100;
  runs.back().machine.processors = 1;
  const Experiment experiment = parsed(spec);
  const Summary summary = summarize(experiment, make_plan(experiment, {}), {}, all_of(runs));
  const RowSummary row = reuseport_of(summary);
  EXPECT_THAT(row.stopped.value(), HasSubstr("need 375 % of 1 processors"));
  EXPECT_FALSE(row.tier || row.ratio_to_baseline);
  EXPECT_EQ(row.main_limit(), "");
  EXPECT_EQ(summary.rounds, 4U);
  EXPECT_EQ(find_row(summary, "unpark-queue", Json::object())->tier, 1U);
  EXPECT_EQ(summary.planned_runs, 16U - 3U);
  EXPECT_THAT(summary.caveats, testing::Contains(HasSubstr("reuseport was not measured further")));
}

TEST(Stopped, rows_that_are_all_there_is_have_the_rounds_that_were_made) {
  MeasuredRun run = some_run("reuseport", 1, 500);
  run.flags = {"beyond-machine"};
  run.load.report->options.rate = 100;
  run.machine.processors = 1;
  Json spec = some_spec();
  const Experiment several = parsed(spec);
  EXPECT_EQ(summarize(several, make_plan(several, {}), {}, all_of({run})).rounds, 4U);
  spec["rows"] = {"reuseport"};
  spec.erase("baseline");
  const Experiment alone = parsed(spec);
  const Summary summary = summarize(alone, make_plan(alone, {}), {}, all_of({run}));
  EXPECT_EQ(summary.rounds, 1U);
  EXPECT_THAT(table_of(summary), HasSubstr("1 of 1 run, 1 round"));
}

TEST(Marks, say_how_often_the_client_was_late_in_which_way) {
  MeasuredRun sent = some_run("reuseport", 1, 1), read = some_run("reuseport", 2, 1);
  sent.flags = read.flags = {"client-late"};
  sent.load.report->send_delay["p99"] = 1;
  read.load.report->send_delay["p99"] = 1;
  read.load.report->read_delay["p99"] = 1;
  const Experiment experiment = parsed(some_spec());
  const Summary summary =
      summarize(experiment, make_plan(experiment, {}), {}, all_of({sent, read}));
  EXPECT_THAT(summary.marks.at("client-late"),
              HasSubstr("(in 1 run it read answers late, in 2 runs it sent late)"));
}

TEST(Metric, a_ratio_by_signed_ranks_stands_beside_with_its_assumption) {
  const Summary summary = seven_rounds(open_loop());
  const Estimate ratio = reuseport_of(summary).signed_rank_ratio.value();
  EXPECT_NEAR(ratio.median, 3, 1e-9);
  EXPECT_NEAR(ratio.low.value(), 3, 1e-9);
  EXPECT_THAT(
      table_of(summary),
      HasSubstr("by signed ranks, which assume that their logarithms scatter symmetrically"));
}

}  // namespace
}  // namespace dispatchbench::runner
