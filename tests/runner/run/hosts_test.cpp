// What other hosts send back, and how far their clocks are apart.
#include "experiments/runner/run/hosts.hpp"

#include <chrono>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/command_line.hpp"
#include "experiments/runner/spec/dilation.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

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

/// Whether the next question is answered in time, where so long is given for each answer.
bool answers_after_it_was_silent(std::chrono::seconds patience) {
  const TemporaryFolder folder;
  Interrupt interrupt;
  Watch watch(interrupt);
  const std::string silent_once = (folder.path() / "silent_once").string();
  const Launcher launcher = launcher_from(
      fmt::format("sh -c 'if mkdir {}; then sleep 1000; else while read asked; do echo 5; done; "
                  "fi' {{host}}",
                  silent_once));
  HostLink host(launcher, "there", folder.path() / "log", patience);
  const std::string silent = fmt::format("host there: no answer within {}s", patience.count());
  try {
    host.clock(watch);
    ADD_FAILURE() << "it was silent";
  } catch (const UsageError& refused) {
    EXPECT_EQ(refused.what(), silent);
  }
  try {
    return host.clock(watch).error_ns != 0;
  } catch (const UsageError& refused) {
    EXPECT_EQ(refused.what(), silent);
    return false;
  }
}

TEST(HostLink, that_does_not_answer_is_started_anew_for_the_next_question) {
  bool answers = false;
  for (const int seconds : {1, 5, 30}) {  // a machine may stand still as well
    answers = answers || answers_after_it_was_silent(std::chrono::seconds(seconds));
  }
  EXPECT_TRUE(answers);
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
