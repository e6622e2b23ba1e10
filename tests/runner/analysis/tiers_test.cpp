#include "experiments/runner/analysis/tiers.hpp"

#include <deque>

#include <gmock/gmock.h>

#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

/// Rows of ten rounds, whose rates are a level and a little that differs from row to row.
class Tiers : public testing::Test {
 protected:
  void add(double level, unsigned rounds = 10) {
    Runs runs;
    const auto own = static_cast<unsigned>(rows_.size());
    for (unsigned round = 1; round <= rounds; ++round) {
      runs_.push_back(some_run("", round, level + (round * 7 + own * 3) % 5));
      runs.push_back(&runs_.back());
    }
    rows_.push_back(runs);
  }

  std::vector<std::optional<unsigned>> tiers() const {
    std::vector<std::optional<unsigned>> found;
    for (const Standing& standing : standings(rows_, requests_metric(), pairs_of(rows_.size()))) {
      found.push_back(standing.tier);
    }
    return found;
  }

  std::deque<MeasuredRun> runs_;
  std::vector<Runs> rows_;
};

TEST_F(Tiers, level_rows_share_a_tier_and_slower_ones_follow) {
  add(50);
  add(100);
  add(100);
  add(50);
  add(20);
  EXPECT_THAT(tiers(), testing::ElementsAre(2, 1, 1, 2, 3));
}

TEST_F(Tiers, the_leader_is_the_fastest_and_has_no_ratio_to_itself) {
  add(50);
  add(100);
  const auto found = standings(rows_, requests_metric(), 1);
  EXPECT_EQ(found[0].leader, 1U);
  EXPECT_LT(found[0].ratio->high.value(), 0.6);
  EXPECT_FALSE(found[1].ratio);
}

TEST_F(Tiers, are_not_given_where_the_rounds_are_too_few) {
  add(50, 5);
  add(100, 5);
  EXPECT_THAT(tiers(), testing::ElementsAre(std::nullopt, std::nullopt));
  EXPECT_NEAR(standings(rows_, requests_metric(), 1)[0].ratio->median, 0.51, 0.05);
}

}  // namespace
}  // namespace dispatchbench::runner
