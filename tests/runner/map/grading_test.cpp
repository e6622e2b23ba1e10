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

std::vector<Cell> graded(std::vector<Cell> panel) {
  MappedWorkload workload;
  workload.mean_service_seconds = 0.005;
  grade(panel, workload);
  return panel;
}

std::string cause_of_second(Cell second) {
  return graded({cell_with("best", 0.02), std::move(second)})[1].cause.value_or("none");
}

Cell uneven(Cell cell) {
  cell.evidence.busiest_over_mean = 1.4;
  cell.idle_while_queued.share = 0.4;
  return cell;
}

TEST(Grading, sets_every_cell_beside_the_best) {
  const auto panel = graded({cell_with("slow", 0.06, 500), cell_with("best", 0.02)});
  EXPECT_DOUBLE_EQ(panel[0].latency_p99.relative, 3);
  EXPECT_DOUBLE_EQ(panel[0].throughput.relative, 0.5);
  EXPECT_DOUBLE_EQ(panel[1].latency_p99.relative, 1);
}

TEST(Grading, a_tier_is_of_the_ratio_of_medians) {
  const auto panel =
      graded({cell_with("best", 0.02), cell_with("as good", 0.021), cell_with("worse", 0.03),
              cell_with("bad", 0.07), cell_with("hopeless", 1)});
  for (unsigned i = 0; i < panel.size(); ++i) {
    EXPECT_EQ(panel[i].tier, std::max(1U, i)) << panel[i].strategy;
    EXPECT_FALSE(panel[i].uncertain) << panel[i].strategy;
  }
}

TEST(Grading, lucky_draws_make_a_tier_uncertain_and_no_better) {
  Cell unsure = cell_with("unsure", 2);
  for (const std::size_t lucky : {1, 3}) unsure.draws[lucky] = {lucky + 1, 0.02, 0.02 / 3};
  const auto panel = graded({cell_with("best", 0.02), unsure});
  EXPECT_EQ(panel[1].tier, 4);
  EXPECT_TRUE(panel[1].uncertain);
}

TEST(Grading, without_intervals_only_the_first_tier_is_certain) {
  auto few = std::vector{cell_with("best", 0.02), cell_with("bad", 0.2)};
  for (Cell& cell : few) cell.draws.resize(3);
  const auto panel = graded(few);
  EXPECT_FALSE(panel[0].uncertain);
  EXPECT_EQ(panel[1].tier, 4);
  EXPECT_TRUE(panel[1].uncertain);
}

TEST(Grading, a_mean_that_is_worse_counts_where_p99_tells_nothing) {
  Cell waiting = cell_with("waiting", 0.02);
  for (Draw& draw : waiting.draws) draw.latency_mean_seconds *= 3;
  const auto panel = graded({cell_with("best", 0.02), uneven(waiting)});
  EXPECT_EQ(panel[1].tier, 3);
  EXPECT_EQ(panel[1].cause, "imbalance");
}

TEST(Grading, a_cell_that_is_good_has_no_cause) {
  EXPECT_EQ(cause_of_second(cell_with("good", 0.025)), "none");
}

TEST(Grading, says_in_a_word_why_a_cell_is_bad) {
  EXPECT_EQ(cause_of_second(uneven(cell_with("hashed", 0.1))), "imbalance");
  Cell waiting = cell_with("dealt", 0.1);
  waiting.idle_while_queued.share = 0.4;
  EXPECT_EQ(cause_of_second(waiting), "head-of-line");
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

TEST(Grading, says_where_p99_is_above_ten_service_times_at_the_lowest_load_already) {
  const auto panel = graded({cell_with("best", 0.02), cell_with("bad", 1)});
  EXPECT_TRUE(panel[0].load_at_ten_service_times.at_least);
  EXPECT_TRUE(panel[1].load_at_ten_service_times.at_most);
  EXPECT_FALSE(panel[1].load_at_ten_service_times.load);
}

TEST(Grading, has_no_word_for_what_nothing_shows) {
  EXPECT_EQ(cause_of_second(cell_with("slow", 0.1)), "none");
  Cell shared = uneven(cell_with("shared", 0.1));
  shared.idle_while_queued.share = 0;
  EXPECT_EQ(cause_of_second(shared), "none");
}

TEST(Grading, little_throughput_is_bad_too) {
  EXPECT_EQ(cause_of_second(uneven(cell_with("slow", 0.02, 700))), "imbalance");
}

TEST(WherePasses, takes_the_logarithm_as_linear_between_two_loads) {
  const auto curve = cell_with("any", 0.02).curve;  // 10 ms at 0.5, 20 ms at 0.7
  EXPECT_NEAR(*where_passes(curve, std::sqrt(0.01 * 0.02)).load, 0.6, 1e-9);
}

TEST(WherePasses, is_nothing_where_it_is_never_below) {
  const CellLoad passing = where_passes(cell_with("any", 0.02).curve, 0.005);
  EXPECT_FALSE(passing.load);
  EXPECT_FALSE(passing.relative);
  EXPECT_TRUE(passing.at_most);
  EXPECT_FALSE(passing.at_least);
}

TEST(WherePasses, is_at_least_the_last_load_where_it_is_never_above) {
  const CellLoad passing = where_passes(cell_with("any", 0.02).curve, 1);
  EXPECT_FALSE(passing.load);
  EXPECT_EQ(passing.relative, 0.7);
  EXPECT_TRUE(passing.at_least);
  EXPECT_FALSE(passing.at_most);
}

}  // namespace
}  // namespace dispatchbench::runner
