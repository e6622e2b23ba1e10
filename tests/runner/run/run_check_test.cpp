// What makes a run invalid or doubtful.
#include "experiments/runner/run/run_check.hpp"

#include <gmock/gmock.h>

#include "experiments/runner/process/cpu_usage.hpp"
#include "experiments/runner/run/client_limit.hpp"
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

}  // namespace
}  // namespace dispatchbench::runner
