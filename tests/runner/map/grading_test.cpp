// Relative figures, tiers and causes of cells that are written down.
#include "experiments/runner/map/grading.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace dispatchbench::runner {
namespace {

Cell cell_with(const char* strategy, double p99, double throughput = 1000) {
  Cell made;
  made.strategy = strategy;
  made.cores = 8;
  made.throughput.requests_per_second = throughput;
  made.latency_p99.seconds = p99;
  made.evidence = {8, 1, std::nullopt, 0.005};
  for (std::uint64_t seed = 1; seed <= 7; ++seed) made.draws.push_back({seed, p99, p99 / 3});
  made.curve = {{0.5, 0, 0, p99 / 2, 0, std::nullopt, 0, 0},
                {0.7, 0, 0, p99, 0, std::nullopt, 0, 0}};
  return made;
}

std::vector<Cell> graded(std::vector<Cell> panel, bool blocks = false) {
  MappedWorkload workload;
  workload.mean_service_seconds = 0.005;
  workload.blocks = blocks;
  grade(panel, workload);
  return panel;
}

std::string cause_of_second(Cell second, bool blocks = false) {
  return graded({cell_with("best", 0.02), std::move(second)}, blocks)[1].cause.value_or("none");
}

TEST(Grading, sets_every_cell_beside_the_best) {
  const auto panel = graded({cell_with("slow", 0.06, 500), cell_with("best", 0.02)});
  EXPECT_DOUBLE_EQ(panel[0].latency_p99.relative, 3);
  EXPECT_DOUBLE_EQ(panel[0].throughput.relative, 0.5);
  EXPECT_DOUBLE_EQ(panel[1].latency_p99.relative, 1);
}

TEST(Grading, a_tier_is_what_the_draws_show) {
  const auto panel =
      graded({cell_with("best", 0.02), cell_with("as good", 0.021), cell_with("worse", 0.03),
              cell_with("bad", 0.07), cell_with("hopeless", 1)});
  for (unsigned i = 0; i < panel.size(); ++i) {
    EXPECT_EQ(panel[i].tier, std::max(1U, i)) << panel[i].strategy;
  }
}

TEST(Grading, one_lucky_draw_keeps_a_cell_in_the_tier_above) {
  Cell unsure = cell_with("unsure", 0.03);
  unsure.draws[3] = {4, 0.02, 0.02 / 3};
  EXPECT_EQ(graded({cell_with("best", 0.02), unsure})[1].tier, 1);
}

TEST(Grading, a_mean_that_is_worse_counts_where_p99_tells_nothing) {
  Cell waiting = cell_with("waiting", 0.02);
  for (Draw& draw : waiting.draws) draw.latency_mean_seconds *= 3;
  const auto panel = graded({cell_with("best", 0.02), waiting});
  EXPECT_EQ(panel[1].tier, 3);
  EXPECT_EQ(panel[1].cause, "imbalance");
}

TEST(Grading, a_cell_that_is_good_has_no_cause) {
  EXPECT_EQ(cause_of_second(cell_with("good", 0.025)), "none");
}

TEST(Grading, says_in_a_word_why_a_cell_is_bad) {
  EXPECT_EQ(cause_of_second(cell_with("hashed", 0.1)), "imbalance");
  EXPECT_EQ(cause_of_second(cell_with("hashed", 0.1), true), "blocked");
  Cell single = cell_with("single", 0.1);
  single.evidence.workers = 1;
  EXPECT_EQ(cause_of_second(single), "core-bound");
  Cell accepting = cell_with("accepting", 0.1);
  accepting.evidence.acceptor_busy = 0.97;
  EXPECT_EQ(cause_of_second(accepting), "acceptor");
  Cell dear = cell_with("dear", 0.1);
  dear.evidence.core_seconds_per_request = 0.01;
  EXPECT_EQ(cause_of_second(dear), "hand-over");
}

TEST(Grading, little_throughput_is_bad_too) {
  EXPECT_EQ(cause_of_second(cell_with("slow", 0.02, 700)), "imbalance");
}

TEST(WherePasses, takes_the_logarithm_as_linear_between_two_loads) {
  const auto curve = cell_with("any", 0.02).curve;  // 10 ms at 0.5, 20 ms at 0.7
  EXPECT_NEAR(*where_passes(curve, std::sqrt(0.01 * 0.02)).load, 0.6, 1e-9);
}

TEST(WherePasses, is_nothing_where_it_is_never_below) {
  EXPECT_FALSE(where_passes(cell_with("any", 0.02).curve, 0.005).load);
}

TEST(WherePasses, is_at_least_the_last_load_where_it_is_never_above) {
  const Passing passing = where_passes(cell_with("any", 0.02).curve, 1);
  EXPECT_EQ(passing.load, 0.7);
  EXPECT_TRUE(passing.at_least);
}

}  // namespace
}  // namespace dispatchbench::runner
