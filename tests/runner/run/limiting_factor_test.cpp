// What limited a run.
#include "experiments/runner/run/limiting_factor.hpp"

#include <gtest/gtest.h>

#include "base/affinity.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

TEST(Limit, is_the_machine_where_hardly_anything_is_idle) {
  Json record = some_record();
  record["machine"]["idle_fraction"] = 0.04;
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "machine-bound");
}

TEST(Limit, is_the_client_only_where_it_has_processors_of_its_own) {
  Json record = some_record();
  record["server"]["report"]["timeline"] = Json::object();
  record["load"]["report"]["cpu_seconds"] = 0.97;
  record["server"]["report"]["options"]["pin"] = "0";
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "not-saturated");
  record["load"]["report"]["options"] = {{"pin", "0"}};
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "not-saturated");
  if (!parse_cpu_list("0-1")) GTEST_SKIP() << "one processor";
  record["load"]["report"]["options"] = {{"pin", "1"}};
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "client-bound");
}

/// Two workers of two cores; the second idles for all but `together` of ten samples.
Json uneven_record(int together) {
  Json record = some_record();
  Json& report = record["server"]["report"];
  report["options"] = {{"threads", 2}, {"emulate-core", "2GB/s"}};
  report["workers"][0]["busy_seconds"] = 1.0;
  report["workers"][1]["busy_seconds"] = together / 10.0;
  Json rows = {Json::array(), Json::array()};
  for (int sample = 0; sample < 10; ++sample) {
    rows[0].push_back(1);
    rows[1].push_back(sample < together ? 1 : 0);
  }
  report["timeline"] = {{"start_ns", 1'000'000'000}, {"interval_ns", 100'000'000}, {"busy", rows}};
  return record;
}

TEST(Limit, is_imbalance_where_workers_idle_while_others_work) {
  EXPECT_EQ(limiting_factor(uneven_record(5).get<MeasuredRun>()), "imbalance");
  EXPECT_EQ(limiting_factor(uneven_record(6).get<MeasuredRun>()), "not-saturated");
  EXPECT_EQ(limiting_factor(uneven_record(9).get<MeasuredRun>()), "core-bound");
}

TEST(Limit, is_the_strategy_where_its_one_worker_is_busy_on_one_core_of_two) {
  Json record = uneven_record(5);
  Json& report = record["server"]["report"];
  report["workers"].erase(1);
  report["timeline"]["busy"].erase(1);
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "strategy-bound");
}

TEST(Limit, is_no_imbalance_where_there_is_no_connection_for_the_others) {
  Json record = uneven_record(5);
  record["load"]["report"]["options"] = {{"connections", 1}};
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "not-saturated");
  record["load"]["report"]["options"] = {{"connections", "auto"}};
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "imbalance");
}

TEST(Limit, of_an_open_loop_is_imbalance_where_one_worker_is_always_busy) {
  Json record = uneven_record(5);
  record["load"]["report"]["options"] = {{"rate", 100.0}};
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "imbalance");
  record["server"]["report"]["workers"][0]["busy_seconds"] = 0.8;
  record["server"]["report"]["timeline"] = Json::object();
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "not-saturated");
}

/// Of two seconds, with an acceptor that was at work for so many of them.
Json record_with_acceptor(double cpu_seconds, double emulated_seconds) {
  Json record = uneven_record(5);
  Json& report = record["server"]["report"];
  report["started_ns"] = 1'000'000'000;
  report["stopped_ns"] = 3'000'000'000;
  const Json acceptor{
      {"name", "acceptor"}, {"cpu_seconds", cpu_seconds}, {"emulated_seconds", emulated_seconds}};
  report["other_threads"] = Json::array({acceptor});
  return record;
}

TEST(Limit, is_the_acceptor_where_that_is_always_at_work) {
  Json record = record_with_acceptor(0.2, 1.5);
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "acceptor-bound");
  record = record_with_acceptor(0.2, 1.3);
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "imbalance");
}

/// As a run says of which machine it is.
Json machine_of(unsigned cores, double dilation) {
  return {{"cores", cores},   {"dilation", dilation}, {"costs", "some"},
          {"client", "same"}, {"slice", ""},          {"dilated", Json::object()}};
}

TEST(Limit, takes_an_acceptors_processor_time_for_that_of_the_emulation) {
  Json record = record_with_acceptor(1, 1);
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "acceptor-bound");
  record["emulation"] = machine_of(2, 100);
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "imbalance");
}

TEST(Limit, is_the_cores_where_the_client_takes_what_the_workers_leave) {
  Json record = uneven_record(5);
  Json& report = record["server"]["report"];
  report["options"] = {{"threads", 2}, {"machine", "some.json"}, {"machine-cores", 2}};
  report["started_ns"] = 1'000'000'000;
  report["stopped_ns"] = 2'000'000'000;
  record["emulation"] = machine_of(2, 10);
  record["load"]["report"]["emulation"] = {{"charged_seconds", 0.2}};
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "imbalance");
  record["load"]["report"]["emulation"] = {{"charged_seconds", 0.4}};
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "core-bound");
}

TEST(Limit, of_programs_bound_to_a_processor_is_that_and_not_the_others) {
  Json record = some_record();
  record["machine"]["idle_fraction"] = 0.5;
  record["emulation"] = machine_of(1, 1);
  record["server"]["cpu_seconds"] = 0.5;
  record["load"]["report"]["cpu_seconds"] = 0.48;
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "machine-bound");
}

TEST(Limit, is_blocked_threads_where_so_many_requests_are_inside) {
  Json record = some_record();
  record["server"]["report"]["timeline"] = Json::object();
  record["server"]["report"]["options"] = {{"threads", 2}, {"demand", "block"}};
  record["load"]["report"]["options"] = {{"demand", "bimodal:0.01:100ms,0us"}};
  auto run = record.get<MeasuredRun>();
  run.load.report->requests_per_second = 1.1e9 / run.load.report->latency.mean_nanoseconds();
  EXPECT_EQ(limiting_factor(run), "blocked");
  run.load.report->requests_per_second /= 1.2;
  EXPECT_EQ(limiting_factor(run), "not-saturated");
}

TEST(Limit, is_not_imbalance_where_the_client_may_have_had_the_cores_or_sent_too_little) {
  Json record = uneven_record(5);
  record["server"]["report"]["options"].erase("emulate-core");
  record["machine"]["processors"] = 2;
  record["machine"]["idle_fraction"] = 0.2;
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "not-saturated");
  record["machine"]["idle_fraction"] = 0.4;
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "imbalance");
  record["machine"]["cpu_quota"] = 1;  // one worker that is busy has all that there is
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "not-saturated");
}

}  // namespace
}  // namespace dispatchbench::runner
