// Whether a run that goes on until its intervals are narrow has reached that.
#include "experiments/runner/analysis/precision.hpp"

#include <gmock/gmock.h>

#include "experiments/runner/analysis/summary.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

/// Two rows over `rounds`; the second scatters by `noise` around half of the first.
Summary noisy_summary(unsigned rounds, double noise, const std::optional<Stopping>& stopping) {
  Json spec = some_spec();
  spec["rows"] = {"unpark-queue", "threads-epoll"};
  std::vector<MeasuredRun> runs;
  for (unsigned round = 1; round <= rounds; ++round) {
    runs.push_back(some_run("threads-epoll", round, 100));
    runs.push_back(some_run("unpark-queue", round, 50 * (1 + noise * (round % 2 == 0 ? 1 : -1))));
  }
  const Experiment experiment = parsed(spec);
  return summarize(experiment, make_plan(experiment, {}), {}, all_of(runs), stopping);
}

bool reaches(double until, unsigned rounds, double noise) {
  return noisy_summary(rounds, noise, Stopping{until, {rounds}}).stopping->reached;
}

TEST(Precision, is_reached_at_intervals_no_wider_than_asked) {
  EXPECT_TRUE(reaches(0.011, 12, 0.01));
  EXPECT_FALSE(reaches(0.009, 12, 0.01));
  EXPECT_FALSE(reaches(0.5, 5, 0.0));
  EXPECT_FALSE(noisy_summary(12, 0.01, {}).stopping);
}

TEST(Precision, every_look_widens_the_intervals) {
  const Stopping stopping{0.02, {6, 8, 10, 12, 15, 19}};
  EXPECT_EQ(noisy_summary(7, 0.01, {}).rounds_needed, 6U);
  const Summary summary = noisy_summary(7, 0.01, stopping);
  EXPECT_EQ(summary.rounds_needed, 8U);
  EXPECT_FALSE(summary.stopping->reached);
  EXPECT_EQ(summary.stopping->widest->name, "unpark-queue");
}

}  // namespace
}  // namespace dispatchbench::runner
