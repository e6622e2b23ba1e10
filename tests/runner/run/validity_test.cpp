// What makes a run invalid or doubtful, and what limited it.
#include <gmock/gmock.h>

#include "base/affinity.hpp"
#include "experiments/runner/process/cpu_usage.hpp"
#include "experiments/runner/run/client_limit.hpp"
#include "experiments/runner/run/limiting_factor.hpp"
#include "experiments/runner/run/planned_load.hpp"
#include "experiments/runner/run/run_check.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t ms = 1'000'000;

std::optional<std::string> broken(const Json& load_options, const Json& record,
                                  const UsageSamples& usage = {}) {
  return broken_by(load_options, record.get<MeasuredRun>(), usage);
}

TEST(Broken, is_a_difference_in_bytes_for_puts_only) {
  Json record = some_record();
  EXPECT_FALSE(broken(Json::object(), record));
  record["server"]["report"]["workers"][0]["bytes"] = 1;
  EXPECT_THAT(broken(Json::object(), record).value(), HasSubstr("the server counted 1000000001"));
  EXPECT_FALSE(broken({{"method", "GET"}}, record));
}

TEST(Broken, is_a_load_that_sent_other_than_it_was_asked) {
  Json record = some_record();
  record["load"]["report"]["requests"] = 40;
  EXPECT_FALSE(broken({{"body-size", "100MB"}}, record));
  EXPECT_THAT(broken({{"body-size", "90MB"}}, record).value(),
              HasSubstr("40 requests of 90000000"));
  EXPECT_FALSE(broken({{"body-size", "uniform:1MB,4MB"}}, record));
}

TEST(Broken, is_an_answer_that_is_not_a_success) {
  Json record = some_record();
  record["load"]["report"]["statuses"] = {{"200", 39}, {"507", 1}};
  EXPECT_EQ(broken(Json::object(), record).value(), "1 requests were answered 507");
}

TEST(Broken, unanswered_requests_may_add_bytes_at_the_server) {
  Json record = some_record();
  Json& load = record["load"]["report"];
  load["bytes_sent"] = 3'999'999'990.0;
  EXPECT_TRUE(broken(Json::object(), record));
  load["bytes_sent_unanswered"] = 10;
  EXPECT_FALSE(broken(Json::object(), record));
}

TEST(Broken, warm_up_bytes_are_added_exactly_where_the_bodies_are_of_one_size) {
  Json record = some_record();
  Json& load = record["load"]["report"];
  load["bytes_sent"] = 3'900'000'000.0;
  load["requests"] = 39;
  load["warmup"] = {{"requests", 1}};
  EXPECT_FALSE(broken({{"body-size", "100MB"}}, record));
  load["warmup"] = {{"requests", 2}};
  EXPECT_TRUE(broken({{"body-size", "100MB"}}, record));
  EXPECT_FALSE(broken({{"body-size", "exponential:100MB"}}, record));
}

TEST(ClockGap, is_a_machine_that_slept_or_stood_still) {
  UsageSamples even{{0, 100, {}, {}}, {50 * ms, 50 * ms + 100, {}, {}}};
  EXPECT_FALSE(clock_gap(even));
  UsageSamples slept{{0, 0, {}, {}}, {50 * ms, 3050 * ms, {}, {}}};
  EXPECT_THAT(clock_gap(slept).value(), HasSubstr("slept for 3.00 s"));
  UsageSamples still{{0, 0, {}, {}}, {1200 * ms, 1200 * ms, {}, {}}};
  EXPECT_THAT(broken(Json::object(), some_record(), still).value(), HasSubstr("1.20 s"));
}

TEST(UsageTrack, leaves_a_warm_up_out_in_proportion) {
  const UsageSamples samples{{0, 0, 1.0, MachineCpu{10, 0, 0, 0}},
                             {100 * ms, 100 * ms, 1.2, MachineCpu{11, 0, 1, 0}},
                             {200 * ms, 200 * ms, 1.3, MachineCpu{12, 0, 3, 0}}};
  EXPECT_NEAR(server_seconds_between(samples, 50 * ms, 150 * ms).value(), 0.15, 1e-12);
  EXPECT_NEAR(machine_at(samples, 150 * ms)->idle, 2, 1e-12);
  EXPECT_NEAR(server_seconds_between(samples, 100 * ms, 900 * ms).value(), 0.1, 1e-12);
}

TEST(UsageTrack, knows_nothing_of_a_server_that_is_gone) {
  const UsageSamples samples{{0, 0, {}, {}}, {1, 1, 2.0, {}}};
  EXPECT_FALSE(server_seconds_between(samples, 0, 1));
  EXPECT_FALSE(machine_at(samples, 0));
}

TEST(Flags, a_busy_machine_and_late_sleeps_spoil_emulated_cores_only) {
  Json record = some_record();
  record["machine"]["idle_fraction"] = 0.05;
  record["server"]["report"]["emulation"] = {{"slept_seconds", 10}, {"overshoot_seconds", 0.3}};
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), IsEmpty());
  for (const char* option : {"emulate-core", "emulate-request"}) {
    record["server"]["report"]["options"] = {{option, "1ms"}};
    EXPECT_THAT(flags_of(record.get<MeasuredRun>()),
                ElementsAre("machine-busy", "sleep-overshoot"));
  }
}

TEST(Flags, late_sleeps_that_were_made_up_for_are_not_marked) {
  Json record = some_record();
  record["server"]["report"]["options"] = {{"emulate-core", "1MB/s"}};
  Json& emulation = record["server"]["report"]["emulation"];
  emulation = {{"slept_seconds", 10}, {"overshoot_seconds", 3}, {"lost_seconds", 0.19}};
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), IsEmpty());
  emulation["lost_seconds"] = 0.21;
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), ElementsAre("sleep-overshoot"));
}

TEST(Flags, a_machine_that_is_shared_is_marked) {
  Json record = some_record();
  record["machine"] = {{"steal_fraction", 0.1}, {"other_cpu_fraction", 0.3}};
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), ElementsAre("cpu-stolen", "others-busy"));
}

TEST(Flags, a_run_whose_quota_was_used_up_is_marked) {
  Json record = some_record();
  record["machine"] = {{"cpu_quota", 0.4}, {"throttlings", 0}};
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), IsEmpty());
  record["machine"]["throttlings"] = 1;
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), ElementsAre("throttled"));
}

TEST(Flags, a_client_that_sends_or_reads_late_or_has_no_processor_left_is_marked) {
  Json record = some_record();  // half of its requests took 10 ns
  Json& load = record["load"]["report"];
  const auto causes = [&] {
    return client_was_late(record.get<MeasuredRun>().load.report.value());
  };
  load["send_delay_seconds"] = {{"p50", 5e-9}, {"p99", 0.9e-9}};
  load["read_delay_seconds"] = nullptr;
  load["threads"] = {{{"cpu_share", 0.89}}, {{"cpu_share", nullptr}}};
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), IsEmpty());
  load["send_delay_seconds"]["p99"] = 1.1e-9;
  EXPECT_THAT(causes(), ElementsAre("it sent late"));
  load["read_delay_seconds"] = {{"p99", 2e-9}};
  load["threads"][1]["cpu_share"] = 0.91;
  EXPECT_THAT(causes(), ElementsAre("it sent late", "it read answers late",
                                    "a thread of it used up its processor"));
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), ElementsAre("client-late"));
}

TEST(Flags, a_host_of_several_that_was_late_is_named) {
  Json record = some_record();
  Json& hosts = record["load"]["report"]["hosts"];
  hosts = {{{"host", "a"}, {"bottlenecks", Json::array()}},
           {{"host", "b"}, {"bottlenecks", {"it sent late", "its host had no idle time left"}}}};
  EXPECT_THAT(client_was_late(record.get<MeasuredRun>().load.report.value()),
              ElementsAre("b: it sent late", "b: its host had no idle time left"));
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), ElementsAre("client-late"));
  hosts[1]["bottlenecks"] = Json::array();
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), IsEmpty());
}

/// Four workers, 2 connections, bodies of 100 MB on cores of 200 MB/s, so 4 requests/s at the most;
/// a request takes 37.5 ms of two processors.
Json planned_record() {
  Json record = some_record();
  record["server"]["report"]["options"] = {{"threads", 4}, {"emulate-core", "200MB/s"}};
  record["load"]["report"]["options"] = {{"connections", 2}};
  record["machine"]["processors"] = 2;
  return record;
}

TEST(PlannedLoad, is_what_connections_keep_busy_on_emulated_cores_or_the_rate_of_an_open_loop) {
  Json record = planned_record();
  EXPECT_DOUBLE_EQ(planned_rate(record.get<MeasuredRun>()).value(), 4);
  record["load"]["report"]["options"]["rate"] = 10;
  EXPECT_DOUBLE_EQ(planned_rate(record.get<MeasuredRun>()).value(), 10);
  EXPECT_DOUBLE_EQ(planned_share(record.get<MeasuredRun>()).value(), 10 * 0.0375 / 2);
  record["machine"]["cpu_quota"] = 0.5;
  EXPECT_DOUBLE_EQ(planned_share(record.get<MeasuredRun>()).value(), 10 * 0.0375 / 0.5);
  EXPECT_FALSE(planned_rate(some_record().get<MeasuredRun>()));
}

TEST(PlannedLoad, that_needs_over_sixty_per_cent_of_the_processors_is_marked_with_a_word) {
  Json record = planned_record();
  record["load"]["report"]["options"]["rate"] = 31;
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), IsEmpty());
  record["load"]["report"]["options"]["rate"] = 33;
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), ElementsAre("beyond-machine"));
  EXPECT_THAT(why_beyond_machine(record.get<MeasuredRun>()),
              HasSubstr("its planned 33 requests/s need 62 % of 2 processors"));
}

TEST(PlannedLoad, is_less_where_connections_have_to_be_accepted) {
  Json record = planned_record();
  record["server"]["report"]["options"]["emulate-accept"] = "1s";
  EXPECT_DOUBLE_EQ(planned_rate(record.get<MeasuredRun>()).value(), 4);  // kept: once and for all
  record["load"]["report"]["options"]["requests-per-connection"] = 2;
  EXPECT_DOUBLE_EQ(planned_rate(record.get<MeasuredRun>()).value(), 2 / (0.5 + 0.5));
}

TEST(PlannedLoad, of_a_mix_or_a_trace_is_what_was_asked_for_and_else_not_known) {
  Json record = planned_record();
  Json& load = record["load"]["report"];
  load["options"]["mix"] = "mix.json";
  EXPECT_FALSE(planned_rate(record.get<MeasuredRun>()));
  load["asked_requests_per_second"] = 400;
  EXPECT_DOUBLE_EQ(planned_rate(record.get<MeasuredRun>()).value(), 400);
}

TEST(PlannedLoad, that_a_closed_loop_is_kept_from_is_not_beyond_a_machine_with_room) {
  Json record = planned_record();
  record["machine"]["cpu_quota"] = 0.2;  // 4 requests/s need three quarters of it
  record["machine"]["idle_fraction"] = 0.7;
  Json& load = record["load"]["report"];
  load["requests_per_second"] = 1.5;
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), IsEmpty());
  load["requests_per_second"] = 1.7;
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), ElementsAre("beyond-machine"));
  load["requests_per_second"] = 1.5;
  record["machine"]["idle_fraction"] = 0.3;  // others have the rest
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), ElementsAre("beyond-machine"));
  record["machine"]["idle_fraction"] = 0.7;
  load["options"]["rate"] = 4;  // an open loop asks for it all the same
  EXPECT_THAT(flags_of(record.get<MeasuredRun>()), ElementsAre("beyond-machine"));
}

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

TEST(Limit, is_the_acceptor_where_that_is_always_at_work) {
  Json record = uneven_record(5);
  Json& report = record["server"]["report"];
  report["started_ns"] = 1'000'000'000;
  report["stopped_ns"] = 3'000'000'000;
  const Json acceptor{{"name", "acceptor"}, {"cpu_seconds", 0.2}, {"emulated_seconds", 1.5}};
  report["other_threads"] = Json::array({acceptor});
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "acceptor-bound");
  report["other_threads"][0]["emulated_seconds"] = 1.3;
  EXPECT_EQ(limiting_factor(record.get<MeasuredRun>()), "imbalance");
}

/// As a run says of which machine it is.
Json machine_of(unsigned cores, double dilation) {
  return {{"cores", cores},   {"dilation", dilation}, {"costs", "some"},
          {"client", "same"}, {"slice", ""},          {"dilated", Json::object()}};
}

TEST(Limit, takes_an_acceptors_processor_time_for_that_of_the_emulation) {
  Json record = uneven_record(5);
  Json& report = record["server"]["report"];
  report["started_ns"] = 1'000'000'000;
  report["stopped_ns"] = 3'000'000'000;
  const Json acceptor{{"name", "acceptor"}, {"cpu_seconds", 1.0}, {"emulated_seconds", 1.0}};
  report["other_threads"] = Json::array({acceptor});
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
