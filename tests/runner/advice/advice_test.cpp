// What is advised of graded cells, and what a change changes.
#include "experiments/runner/advice/advice.hpp"

#include <gmock/gmock.h>

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Cell graded_cell(const char* strategy, double relative, unsigned tier) {
  Cell made;
  made.strategy = strategy;
  made.latency_p99 = {0.01 * relative, std::nullopt, std::nullopt, relative};
  made.tier = tier;
  if (tier > 1) made.cause = "imbalance";
  made.throughput.requests_per_second = 1500;
  made.draws = {{1, 0.01 * relative, 0.002 * relative * relative}};
  return made;
}

const std::vector<Cell> graded_panel{graded_cell("reuseport", 3, 3),
                                     graded_cell("threads-epoll", 1, 1),
                                     graded_cell("work-stealing", 1.05, 1)};

std::vector<AdvisedStrategy> strategies() {
  return advised(graded_panel, 1000, {{"reuseport", "by hash", {}}},
                 {{"reuseport", {{"nginx", "listen … reuseport;"}}}});
}

TEST(Advised, has_the_best_first_and_says_what_fits) {
  const auto all = strategies();
  EXPECT_EQ(all[0].name, "threads-epoll");
  EXPECT_TRUE(all[1].fits);
  EXPECT_FALSE(all[2].fits);
  EXPECT_EQ(all[2].title, "by hash");
  EXPECT_EQ(all[2].settings.front().software, "nginx");
}

TEST(ChangeOf, names_what_falls_out_and_what_comes_in) {
  const auto change =
      change_of("load 0.9",
                {graded_cell("reuseport", 1.02, 1), graded_cell("threads-epoll", 1, 1),
                 graded_cell("work-stealing", 4, 3)},
                strategies());
  EXPECT_THAT(change.no_longer, ElementsAre("work-stealing"));
  EXPECT_THAT(change.now_too, ElementsAre("reuseport"));
  EXPECT_EQ(change.worst_relative, 4);
}

TEST(ChangeOf, the_same_panel_is_nothing) {
  const auto change = change_of("nothing", graded_panel, strategies());
  EXPECT_THAT(change.no_longer, IsEmpty());
  EXPECT_THAT(change.now_too, IsEmpty());
}

TEST(Advice, in_words_has_fits_changes_and_where_it_is_on_thin_ice) {
  Advice advice;
  advice.description.connections = 100;
  advice.description.cores = 8;
  advice.description.demand = "5ms";
  advice.strategies = strategies();
  advice.changes = {change_of("load 0.9", graded_panel, advice.strategies)};
  const std::string text = text_of(advice);
  EXPECT_THAT(text, HasSubstr("100 kept connections on 8 cores, demand 5ms, load 0.7"));
  EXPECT_THAT(text, HasSubstr("the medians of p99 and of mean latency are at most 1.1 times"));
  EXPECT_THAT(text,
              HasSubstr("  threads-epoll: p99 10 ms, 1 times the best; mean 2 ms, 1 times\n"));
  EXPECT_THAT(text, HasSubstr("  work-stealing: p99 10.5 ms, 1.05 times the best; "));
  EXPECT_THAT(text, HasSubstr("  reuseport: p99 30 ms, 3 times the best; mean 18 ms, 9 times; "
                              "imbalance\n"
                              "      nginx: listen … reuseport;\n"));
  EXPECT_THAT(text, HasSubstr("  load 0.9: the same (the worst has 3 times the p99 of the best)"));
  EXPECT_THAT(text, HasSubstr("There is no map to compare with"));
}

TEST(Advice, says_of_who_cannot_keep_up_that_latencies_are_the_length_of_the_run) {
  Cell slow = graded_cell("reuseport", 3, 3);
  slow.throughput.requests_per_second = 900;
  Advice advice;
  advice.strategies = advised({slow, graded_cell("threads-epoll", 1, 1)}, 1000, {}, {});
  EXPECT_TRUE(advice.strategies[0].keeps_up);
  EXPECT_FALSE(advice.strategies[1].keeps_up);
  EXPECT_THAT(text_of(advice), HasSubstr("imbalance; it cannot keep up, 900 requests/s are its "
                                         "most, so these latencies grow with the length"));
}

TEST(Advice, has_the_next_percentile_where_p99_lies_at_an_edge) {
  Cell best = graded_cell("threads-epoll", 1, 1);
  best.curve.emplace_back().latency_p999_seconds = 0.104;
  Advice advice;
  advice.strategies = advised({best}, 1000, {}, {});
  EXPECT_THAT(text_of(advice), Not(HasSubstr("p99.9")));
  best.latency_p99.low = 0.003;
  best.latency_p99.high = 0.0101;
  advice.strategies = advised({best}, 1000, {}, {});
  EXPECT_THAT(text_of(advice), HasSubstr("over the draws the best one's is 3 to 10.1 ms."));
  EXPECT_THAT(text_of(advice), HasSubstr("p99 10 ms [3 – 10.1], p99.9 104 ms, 1 times the best"));
}

TEST(Advice, lists_what_was_not_simulated_apart) {
  Advice advice;
  EXPECT_THAT(text_of(advice), Not(HasSubstr("Not simulated")));
  advice.not_simulated = {{"blocking-pool", "it has no model", {{"Puma", "threads N, N"}}}};
  EXPECT_THAT(text_of(advice), HasSubstr("\nNot simulated, so nothing is said of them:\n"
                                         "  blocking-pool: it has no model\n"
                                         "      Puma: threads N, N\n"));
}

TEST(SimulatedOnly, says_of_a_trace_that_draws_send_the_same) {
  EXPECT_THAT(simulated_only({7, 20'000, false, "a processor"}),
              HasSubstr("7 simulated draws of at least 20000 requests"));
  const std::string replays = simulated_only({7, 50, true, "a processor"});
  EXPECT_THAT(replays, HasSubstr("replays of the 50 requests of the trace, always the same"));
  EXPECT_THAT(replays, Not(HasSubstr("at least")));
}

TEST(RefuseBeyondLimits, says_what_lies_beyond_and_where_advice_ends) {
  Description description;
  description.cores = 8;
  EXPECT_NO_THROW(refuse_beyond_limits(description, 0.005));
  description.load = 0.99;
  try {
    refuse_beyond_limits(description, 0.005);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("a load of 0.99: advice ends at 256 cores"));
    EXPECT_THAT(error.what(), Not(HasSubstr("\n")));
  }
}

}  // namespace
}  // namespace dispatchbench::runner
