// What a run's file holds, and what is worked out from it.
#include "experiments/runner/results/run.hpp"

#include <gmock/gmock.h>

#include "experiments/runner/results/utilization.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;

MeasuredRun run_in(const Json& record) {
  return record.get<MeasuredRun>();
}

TEST(Run, is_written_with_the_reports_as_they_came) {
  Json record = some_record();
  record["server"]["report"]["said by a later version"] = 1;
  MeasuredRun run = run_in(record);
  run.server.report->document = record["server"]["report"];
  run.load.report->document = record["load"]["report"];
  Json written = run;
  for (const char* key : {"peer", "limited_by", "earlier_failures"}) written.erase(key);
  EXPECT_TRUE(same_content(written["server"]["report"], record["server"]["report"]));
  EXPECT_TRUE(same_content(written["load"], record["load"]));
  EXPECT_TRUE(same_content(run_in(Json(run)).point, record["point"]));
}

TEST(Run, is_not_written_without_its_reports) {
  MeasuredRun run = run_in(some_record());
  forget_documents(run);
  EXPECT_THROW(Json{run}, std::logic_error);
}

TEST(Run, that_contradicts_itself_is_refused) {
  Json record = some_record();
  record["status"] = "failed";
  EXPECT_THROW(run_in(record), Json::exception);
  record = some_record();
  record["load"]["report"] = nullptr;
  EXPECT_THROW(run_in(record), Json::exception);
}

TEST(Run, costs_are_seconds_of_processor_time_per_gigabyte_and_per_request) {
  const MeasuredRun run = run_in(some_record());
  EXPECT_DOUBLE_EQ(cpu_costs(run).server_per_gb.value(), 0.125);
  EXPECT_DOUBLE_EQ(cpu_costs(run).client_per_gb.value(), 0.25);
  EXPECT_DOUBLE_EQ(cpu_costs(run).server_per_request.value(), 0.0125);
  EXPECT_DOUBLE_EQ(cpu_costs(run).client_per_request.value(), 0.025);
  EXPECT_DOUBLE_EQ(run.seconds(), 1.5);
  EXPECT_DOUBLE_EQ(load_seconds(run), 1);
}

TEST(Run, the_deviation_of_its_latency_is_that_of_the_buckets) {
  Latency latency;
  EXPECT_EQ(latency.deviation_nanoseconds(), 0);
  latency.merge(Json::parse(R"({"sum_ns": 60, "max_ns": 20, "buckets": [[10, 2], [20, 2]]})"));
  EXPECT_DOUBLE_EQ(latency.deviation_nanoseconds(), 5);
}

TEST(Run, that_failed_says_why) {
  Json record = some_record();
  record["status"] = "failed";
  record["failure"] = {{"what", "the server exited with 3"}, {"last_words", "oh"}};
  record["load"]["report"] = nullptr;
  const MeasuredRun run = run_in(record);
  EXPECT_FALSE(run.ok());
  EXPECT_EQ(run.failure->what, "the server exited with 3");
}

TEST(Utilization, is_given_against_the_workers_that_exist_and_against_all_cores) {
  const Utilization utilization = utilization_of(run_in(some_record()));
  EXPECT_DOUBLE_EQ(utilization.mean.value(), 0.6);
  EXPECT_DOUBLE_EQ(utilization.of_cores.value(), 0.3);
  EXPECT_DOUBLE_EQ(utilization.busiest_over_mean.value(), 1.5);
}

TEST(Utilization, counts_only_samples_within_the_loads_time) {
  const Utilization utilization = utilization_of(run_in(some_record()));
  EXPECT_DOUBLE_EQ(utilization.time_above_half_busy.value(), 0.25);
  EXPECT_DOUBLE_EQ(utilization.time_nearly_all_busy.value(), 0.25);
}

TEST(Utilization, counts_only_looks_within_the_loads_time) {
  Json record = some_record();
  EXPECT_FALSE(utilization_of(run_in(record)).idle_while_queued) << "nobody looked";
  Json& timeline = record["server"]["report"]["timeline"];
  timeline["looks"] = {5, 5, 4, 6, 100};
  timeline["idle_while_queued"] = {5, 0, 0, 5, 100};
  EXPECT_DOUBLE_EQ(utilization_of(run_in(record)).idle_while_queued.value(), 0.5);
}

TEST(Utilization, leaves_a_warm_up_out) {
  Json record = some_record();
  record["load"]["report"]["warmup"] = {{"requests", 5}};
  record["load"]["report"]["started_ns"] = 1'500'000'000;
  const Utilization utilization = utilization_of(run_in(record));
  // Of 0.9 and 0.3 s, the first 0.5 s had 0.5 and 0.3.
  EXPECT_NEAR(utilization.mean.value(), 0.4, 1e-12);
  EXPECT_NEAR(utilization.busiest_over_mean.value(), 2, 1e-12);
}

TEST(Utilization, is_left_out_where_the_report_says_nothing) {
  Json record = some_record();
  record["server"]["report"] = Json::object();
  EXPECT_EQ(Json(utilization_of(run_in(record))), Json::object());
  EXPECT_FALSE(worker_shares_of(run_in(record)));
}

TEST(WorkerShares, are_what_each_worker_got) {
  const auto shares = worker_shares_of(run_in(some_record()));
  ASSERT_TRUE(shares);
  EXPECT_THAT(shares->connections, ElementsAre(3, 1));
  EXPECT_THAT(shares->requests, ElementsAre(30, 10));
}

TEST(ReportOfPeer, says_what_dispatch_server_would_and_null_where_nothing_can_be_seen) {
  const ServerReport report = report_of_peer(
      "nginx", {{"threads", 4}}, {10, 30, 10, {{1.5, {1, 0.5}}, {0.5, {0, 0.5}}}, {{"main", 0.1}}});
  EXPECT_EQ(report.options.threads, 4);
  ASSERT_EQ(report.workers.size(), 2U);
  EXPECT_DOUBLE_EQ(report.workers[0].busy_seconds, 1.5);
  EXPECT_FALSE(report.workers[0].bytes);
  EXPECT_THAT(report.timeline.busy, ElementsAre(ElementsAre(1, 0.5), ElementsAre(0, 0.5)));
  EXPECT_EQ(report.document.at("strategy"), "nginx");
  EXPECT_EQ(report.document.at("other_threads").at(0).at("name"), "main");
}

}  // namespace
}  // namespace dispatchbench::runner
