// What a load asks of the machine that emulates its cores.
#include "experiments/runner/run/planned_load.hpp"

#include <gmock/gmock.h>

#include "experiments/runner/run/run_check.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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

}  // namespace
}  // namespace dispatchbench::runner
