#include "experiments/runner/spec/stopping.hpp"

#include <gmock/gmock.h>

#include "base/command_line.hpp"
#include "experiments/runner/analysis/summary.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;

TEST(Stopping, looks_are_a_quarter_more_rounds_apart) {
  EXPECT_THAT(looks_between(10, 50), ElementsAre(10, 13, 17, 22, 28, 35, 44, 50));
  EXPECT_THAT(looks_between(8, 8), ElementsAre(8));
}

TEST(Stopping, begins_once_there_can_be_an_interval) {
  // Eight looks at one comparison take as many rounds as eight comparisons: nine.
  EXPECT_EQ(stopping_for({0.02, {}}, 4, 1).looks.front(), 9U);
  EXPECT_EQ(stopping_for({0.02, {}}, 4, 1).looks.back(), 45U);
  EXPECT_THAT(stopping_for({0.02, 20}, 12, 7).looks, ElementsAre(12, 15, 19, 20));
  EXPECT_THROW(stopping_for({0.02, 8}, 4, 7), UsageError);
}

/// Two rows over `rounds`; the second scatters by `noise` around half of the first.
Json noisy_summary(unsigned rounds, double noise, const Stopping& stopping) {
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

TEST(Stopping, stops_only_at_intervals_no_wider_than_asked) {
  EXPECT_TRUE(narrow_enough(noisy_summary(12, 0.01, {}), 0.011));
  EXPECT_FALSE(narrow_enough(noisy_summary(12, 0.01, {}), 0.009));
  EXPECT_FALSE(narrow_enough(noisy_summary(5, 0.0, {}), 0.5));
}

TEST(Stopping, every_look_widens_the_intervals) {
  const Stopping stopping{0.02, {6, 8, 10, 12, 15, 19}};
  EXPECT_EQ(noisy_summary(7, 0.01, {}).at("rounds_needed"), 6);
  const Json summary = noisy_summary(7, 0.01, stopping);
  EXPECT_EQ(summary.at("rounds_needed"), 8);
  EXPECT_EQ(summary.at("stopping").at("reached"), false);
  EXPECT_EQ(summary.at("stopping").at("widest").at("name"), "unpark-queue");
}

TEST(Stopping, goes_through_a_manifest_unchanged) {
  const Stopping stopping{0.02, {6, 8}};
  const Stopping again = stopping_in({{"stopping", to_json(stopping)}});
  EXPECT_EQ(again.looks, stopping.looks);
  EXPECT_EQ(again.until, stopping.until);
  EXPECT_FALSE(stopping_in(Json::object()).until);
}

}  // namespace
}  // namespace dispatchbench::runner
