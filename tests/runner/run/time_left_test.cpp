#include "experiments/runner/run/time_left.hpp"

#include <gmock/gmock.h>

#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

TEST(TimeLeft, starts_from_the_experiments_estimates) {
  const Plan plan = make_plan(parsed(some_spec()), {});
  EXPECT_DOUBLE_EQ(TimeLeft(plan).seconds(), plan.estimate_seconds());
}

TEST(TimeLeft, corrects_other_rows_by_what_the_first_took) {
  const Plan plan = make_plan(parsed(some_spec()), {});
  TimeLeft left(plan);
  left.finished(plan.runs[0], 2 * plan.runs[0].estimate_seconds);
  EXPECT_DOUBLE_EQ(left.expected(plan.runs[1]), 2 * plan.runs[1].estimate_seconds);
}

TEST(TimeLeft, knows_a_row_by_its_own_runs) {
  const Plan plan = make_plan(parsed(some_spec()), {});
  TimeLeft left(plan);
  left.finished(plan.runs[0], 1);
  left.finished(plan.runs[1], 9);
  left.finished(plan.runs[0], 3);
  EXPECT_DOUBLE_EQ(left.expected(plan.runs[0]), 2);
}

TEST(TimeLeft, is_for_what_has_not_finished_wherever_that_lies) {
  const Plan plan = make_plan(parsed(some_spec()), {});
  TimeLeft left(plan);
  for (std::size_t i = 0; i < plan.runs.size(); ++i) {
    if (i != 2) left.finished(plan.runs[i], 3);
  }
  EXPECT_DOUBLE_EQ(left.seconds(), 3);
  left.finished(plan.runs[2], 3);
  EXPECT_DOUBLE_EQ(left.seconds(), 0);
}

TEST(TimeLeft, is_spoken_in_minutes_and_seconds) {
  EXPECT_EQ(format_time(42.4), "42s");
  EXPECT_EQ(format_time(190), "3m10s");
  EXPECT_EQ(format_time(4020), "1h07m");
  EXPECT_EQ(format_time(-1), "0s");
}

}  // namespace
}  // namespace dispatchbench::runner
