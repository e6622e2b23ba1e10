// Which cells are measured as well, and what is made of the runs.
#include "experiments/runner/map/checks.hpp"

#include <gmock/gmock.h>

#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;

Cell simulated_cell(const char* strategy, double p99_seconds) {
  Cell cell;
  cell.strategy = strategy;
  cell.latency_p99.seconds = p99_seconds;
  return cell;
}

TEST(CellsToCheck, are_the_best_the_middle_and_the_worst) {
  EXPECT_THAT(cells_to_check({simulated_cell("worst", 9), simulated_cell("good", 2),
                              simulated_cell("best", 1), simulated_cell("middle", 3),
                              simulated_cell("bad", 4)}),
              ElementsAre("best", "middle", "worst"));
  EXPECT_THAT(cells_to_check({simulated_cell("one", 1)}), ElementsAre("one"));
  EXPECT_THAT(cells_to_check({}), ElementsAre());
}

Json looked_at(double yes) {
  Json record = some_record();
  Json& timeline = record["server"]["report"]["timeline"];
  timeline["looks"] = {10, 10, 10, 10};
  timeline["idle_while_queued"] = {yes, yes, yes, yes};
  return record;
}

TEST(CheckOf, has_medians_over_runs_and_the_residual_round_by_round) {
  const MeasuredRun one = looked_at(1).get<MeasuredRun>();
  const MeasuredRun two = looked_at(4).get<MeasuredRun>();
  const MeasuredRun three = looked_at(9).get<MeasuredRun>();
  const CellCheck check =
      check_of({&one, &two, &three}, {{0.011, 0.010}, {0.040, 0.020}, {0.012, 0.012}});
  EXPECT_EQ(check.rounds, 3U);
  EXPECT_DOUBLE_EQ(check.requests_per_second, 40);
  EXPECT_FALSE(check.low) << "too few rounds";
  EXPECT_DOUBLE_EQ(check.idle_while_queued->share, 0.4);
  EXPECT_DOUBLE_EQ(check.simulated_p99_seconds.value(), 0.012);
  EXPECT_NEAR(check.residual.value(), 0.1, 1e-9);
}

TEST(CheckOf, leaves_out_what_nobody_saw_or_simulated) {
  const MeasuredRun run = some_record().get<MeasuredRun>();
  const CellCheck check = check_of({&run}, {});
  EXPECT_FALSE(check.idle_while_queued);
  EXPECT_FALSE(check.residual);
  EXPECT_FALSE(check.simulated_p99_seconds);
}

}  // namespace
}  // namespace dispatchbench::runner
