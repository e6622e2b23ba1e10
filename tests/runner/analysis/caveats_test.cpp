// What a run cannot show, and what of it each sentence is about.
#include "experiments/runner/analysis/caveats.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace dispatchbench::runner {
namespace {

RowSummary row_at_rate(const char* name, double rate) {
  RowSummary row;
  row.name = row.strategy = name;
  row.runs = 6;
  row.requests_per_second = {rate, rate - 1, rate + 1, {rate}};
  return row;
}

Summary summary_of_two() {
  Summary summary;
  summary.rows = {row_at_rate("reuseport", 50), row_at_rate("threads-epoll", 100)};
  return summary;
}

/// What the one sentence is about that has this text in it; "none" if there is no such sentence.
Subject subject_of(const Summary& summary, const std::string& text) {
  const auto caveats = caveats_of(summary);
  const auto found = std::ranges::find_if(
      caveats, [&](const Caveat& caveat) { return caveat.text.find(text) != std::string::npos; });
  return found == caveats.end() ? Subject{"none", {}, {}} : found->about;
}

TEST(Caveats, of_some_rows_name_them_and_their_points) {
  Summary summary = summary_of_two();
  summary.rows[0].placement_by_chance = true;
  summary.rows[0].point = {{"load.split", "shared"}};
  const Subject subject = subject_of(summary, "There is no single rate");
  EXPECT_EQ(subject.of, "rows");
  ASSERT_TRUE(subject.rows);
  ASSERT_EQ(subject.rows->size(), 1U);
  EXPECT_EQ(subject.rows->front().name, "reuseport");
  EXPECT_EQ(subject.rows->front().point, summary.rows[0].point);
}

TEST(Caveats, of_every_row_are_of_the_column_that_shows_it) {
  Summary summary = summary_of_two();
  for (RowSummary& row : summary.rows) row.requests_per_second.low.reset();
  const Subject subject = subject_of(summary, "too few rounds for an interval of any row");
  EXPECT_EQ(subject.of, "column");
  EXPECT_EQ(subject.name, "requests_per_second");
}

TEST(Caveats, of_a_latency_that_could_be_longer_are_of_the_metric_that_is_compared) {
  Summary summary = summary_of_two();
  summary.rows[1].at_least = {"p99", "p999"};
  EXPECT_EQ(subject_of(summary, "could be longer").of, "none") << "rates are compared";
  summary.compare = "latency_p99";
  const Subject subject = subject_of(summary, "The p99 latency of threads-epoll could be longer");
  EXPECT_EQ(subject.of, "rows");
  summary.rows[0].at_least = {"p999"};
  EXPECT_EQ(subject_of(summary, "could be longer").of, "rows");
}

TEST(Caveats, of_who_is_ahead_are_of_the_tiers) {
  Summary summary = summary_of_two();
  for (RowSummary& row : summary.rows) row.tier = 1;
  summary.rows[0].leader = "threads-epoll";
  EXPECT_EQ(subject_of(summary, "which is the fastest of").name, "tier");
}

TEST(Caveats, of_a_run_that_is_not_finished_are_of_all_of_it) {
  Summary summary = summary_of_two();
  summary.planned_runs = 1;
  EXPECT_EQ(subject_of(summary, "not finished").of, "run");
}

}  // namespace
}  // namespace dispatchbench::runner
