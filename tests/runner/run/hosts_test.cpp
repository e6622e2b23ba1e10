// What other hosts send back, and how far their clocks are apart.
#include "experiments/runner/run/hosts.hpp"

#include <gmock/gmock.h>

#include "base/command_line.hpp"
#include "experiments/runner/spec/dilation.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::HasSubstr;

TEST(HostResult, is_found_behind_what_the_program_said) {
  HostResult sent;
  sent.files["report.json"] = "{\"a\": \"line\\n\"}\n";
  sent.usage.push_back({.at_ns = 5, .boot_ns = 6, .server_seconds = 0.5, .machine = {}});
  const auto found = result_in("listening on http://a:1\n\nresult " + Json(sent).dump() + "\n");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->files, sent.files);
  EXPECT_EQ(found->usage.at(0).at_ns, 5);
  EXPECT_EQ(found->usage.at(0).server_seconds, 0.5);
  EXPECT_FALSE(found->usage.at(0).machine);
}

TEST(HostResult, that_is_cut_off_is_none) {
  EXPECT_FALSE(result_in("listening on http://a:1\n"));
  EXPECT_FALSE(result_in("result {\"files\": {}"));
  EXPECT_FALSE(result_in("result {\"files\": {}}\n"));
}

/// What asking it for its clock is refused with.
std::string refusal_of_host(HostLink& host, Watch& watch) {
  try {
    host.clock(watch);
    return {};
  } catch (const UsageError& refused) {
    return refused.what();
  }
}

TEST(HostLink, that_is_late_is_ended_and_its_answer_is_none_to_the_next_question) {
  const TemporaryFolder folder;
  Interrupt interrupt;
  Watch watch(interrupt);
  const Launcher launcher =
      launcher_from("sh -c 'read asked; sleep 0.1; echo 5; sleep 1000' {host}");
  HostLink host(launcher, "there", folder.path() / "log", std::chrono::milliseconds(20));
  EXPECT_EQ(refusal_of_host(host, watch), "host there: no answer within 20ms");
  EXPECT_THAT(refusal_of_host(host, watch),
              HasSubstr("host there: `bench host` was ended by SIGTERM"));
}

TEST(ClockOffset, of_a_run_lies_between_those_before_and_after_it) {
  const ClockOffset mean = mean_of({1000, 40}, {1100, 60});
  EXPECT_EQ(mean.offset_ns, 1050);
  EXPECT_GE(mean.offset_ns + mean.error_ns, 1100 + 60);
  EXPECT_LE(mean.offset_ns - mean.error_ns, 1000 - 40);
}

TEST(MovePoints, puts_all_stamps_on_another_clock_and_leaves_spans) {
  Json report = {{"started_ns", 100},
                 {"interval_ns", 7},
                 {"options", {{"seed", 1}}},
                 {"timeline", {{"start_ns", 90}, {"busy", {{1, 2}}}}},
                 {"slots", {{{"first_ns", 120}, {"last_ns", nullptr}}}}};
  move_points(report, -50);
  EXPECT_EQ(report["started_ns"], 50);
  EXPECT_EQ(report["interval_ns"], 7);
  EXPECT_EQ(report["timeline"]["start_ns"], 40);
  EXPECT_EQ(report["slots"][0]["first_ns"], 70);
  EXPECT_TRUE(report["slots"][0]["last_ns"].is_null());
}

}  // namespace
}  // namespace dispatchbench::runner
