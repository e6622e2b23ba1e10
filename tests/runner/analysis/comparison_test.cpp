#include "experiments/runner/analysis/comparison.hpp"

#include <gmock/gmock.h>

#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

RowSummary row_of(const std::string& name, const std::vector<double>& rates,
                  const Json& point = Json::object()) {
  RowSummary row;
  row.name = name;
  row.point = point;
  row.requests_per_second.values = rates;
  return row;
}

/// Ten rates close to `rate`.
std::vector<double> steady(double rate) {
  std::vector<double> rates;
  rates.reserve(10);
  for (int i = 0; i < 10; ++i) rates.push_back(rate * (1 + 0.0001 * i));
  return rates;
}

Summary summary_of(const std::vector<RowSummary>& rows) {
  Summary summary;
  summary.experiment = "some";
  summary.machine.hardware = {"a", 2, "k", std::nullopt, std::nullopt};
  summary.rows = rows;
  return summary;
}

Change change_from(const std::vector<double>& base, const std::vector<double>& next) {
  const auto result =
      compare(summary_of({row_of("a", base)}), summary_of({row_of("a", next)}), 0.01);
  return result.rows.at(0).change;
}

TEST(Comparison, tells_faster_slower_and_no_difference_apart) {
  EXPECT_EQ(change_from(steady(100), steady(103)), Change::faster);
  EXPECT_EQ(change_from(steady(100), steady(97)), Change::slower);
  EXPECT_EQ(change_from(steady(100), steady(100.4)), Change::no_difference);
  EXPECT_EQ(change_from(steady(100), steady(100)), Change::same_runs);
}

TEST(Comparison, says_what_it_cannot_tell) {
  EXPECT_EQ(change_from(steady(100), steady(101)), Change::not_slower);
  EXPECT_EQ(change_from(steady(100), steady(99)), Change::not_faster);
  EXPECT_EQ(change_from({100, 102, 104}, {50, 51, 52}), Change::cannot_tell);
  EXPECT_EQ(change_from({80, 90, 100, 110, 120, 125}, {81, 91, 101, 111, 121, 126}),
            Change::cannot_tell);
}

TEST(Comparison, matches_rows_by_name_and_point) {
  const Json few{{"load.connections", 32}}, many{{"load.connections", 320}};
  const auto result =
      compare(summary_of({row_of("a", steady(1), few), row_of("a", steady(2), many)}),
              summary_of({row_of("a", steady(3), many), row_of("b", steady(1), few)}), 0.01);
  ASSERT_EQ(result.rows.size(), 1U);
  EXPECT_EQ(result.rows[0].label, "a connections=320");
  EXPECT_NEAR(result.rows[0].ratio.median, 1.5, 1e-3);
  EXPECT_THAT(result.only_in_base, ElementsAre("a connections=32"));
  EXPECT_THAT(result.only_in_next, ElementsAre("b connections=32"));
}

TEST(Comparison, a_row_without_rates_is_as_good_as_missing) {
  const auto result = compare(summary_of({row_of("a", {}), row_of("b", steady(1))}),
                              summary_of({row_of("a", steady(1)), row_of("b", {0, 0})}), 0.01);
  EXPECT_THAT(result.rows, IsEmpty());
  EXPECT_THAT(result.only_in_base, ElementsAre("b"));
}

Outlook outlook_for(const std::vector<Change>& changes) {
  Comparison comparison;
  for (const Change change : changes) comparison.rows.push_back({{1, 1, {}, change}, "", "", {}});
  return outlook_of(comparison);
}

TEST(Comparison, one_slower_row_is_a_regression_whatever_the_others_do) {
  EXPECT_EQ(outlook_for({Change::faster, Change::slower, Change::cannot_tell}),
            Outlook::regression);
  EXPECT_EQ(outlook_for({Change::faster, Change::not_faster}), Outlook::cannot_tell);
  EXPECT_EQ(outlook_for({Change::not_slower, Change::no_difference, Change::same_runs}),
            Outlook::no_regression);
}

/// Rounds whose work, and so rate, differs by far; in every one `factor` times as much.
RowSummary drawn_row(double factor) {
  RowSummary row = row_of("a", {});
  for (unsigned round = 1; round <= 10; ++round) {
    row.requests_per_second.values.push_back(factor * (100 + 40 * (round % 5)));
    row.run_rounds.push_back(round);
  }
  return row;
}

TEST(Comparison, a_row_of_which_every_run_fails_now_is_a_regression) {
  RowSummary well = row_of("b", steady(100)), failed = row_of("b", {});
  well.runs = 10;
  failed.failed = 10;
  const Summary base = summary_of({row_of("a", steady(100)), well});
  const Summary next = summary_of({row_of("a", steady(100.1)), failed});
  const Comparison comparison = compare(base, next, 0.01);
  EXPECT_THAT(comparison.failing, ElementsAre("b"));
  EXPECT_THAT(comparison.only_in_base, IsEmpty());
  EXPECT_EQ(outlook_of(comparison), Outlook::regression);
  EXPECT_EQ(outlook_of(compare(next, next, 0.01)), Outlook::no_regression);
}

TEST(Comparison, rounds_of_the_same_seed_are_pairs) {
  const Summary base = summary_of({drawn_row(1)}), next = summary_of({drawn_row(0.97)});
  const auto apart = compare(base, next, 0.01).rows.at(0);
  EXPECT_FALSE(apart.paired);
  EXPECT_EQ(apart.change, Change::cannot_tell);
  const auto paired = compare(base, next, 0.01, true).rows.at(0);
  EXPECT_TRUE(paired.paired);
  EXPECT_EQ(paired.change, Change::slower);
  EXPECT_NEAR(paired.ratio.low.value(), 0.97, 1e-12);
}

TEST(Comparison, rounds_too_few_for_pairs_are_set_against_each_other) {
  RowSummary few = drawn_row(1);
  few.requests_per_second.values = {100, 101, 102, 103, 104};
  few.run_rounds = {1, 2, 3, 4, 5};
  RowSummary slow = few;
  slow.requests_per_second.values = {90, 91, 92, 93, 94};
  const auto row = compare(summary_of({few}), summary_of({slow}), 0.01, true).rows.at(0);
  EXPECT_FALSE(row.paired);
  EXPECT_EQ(row.change, Change::slower);
}

TEST(Comparison, a_longer_p99_is_slower_and_a_regression_beside_an_equal_rate) {
  RowSummary base = row_of("a", steady(100)), next = row_of("a", steady(100.1));
  base.latency_p99.values = steady(0.01);
  next.latency_p99.values = steady(0.03);
  const auto closed = compare(summary_of({base}), summary_of({next}), 0.01);
  EXPECT_EQ(closed.rows.at(0).change, Change::no_difference);
  EXPECT_EQ(closed.rows.at(0).p99->change, Change::slower);
  EXPECT_EQ(outlook_of(closed), Outlook::regression);
  Summary open = summary_of({next});
  open.compare = "latency_p99";
  const auto decisive = compare(summary_of({base}), open, 0.01);
  EXPECT_EQ(decisive.rows.at(0).change, Change::slower);
  EXPECT_FALSE(decisive.rows.at(0).p99);
}

TEST(Comparison, a_p99_within_the_width_of_a_bucket_is_no_difference) {
  RowSummary base = row_of("a", steady(100)), next = row_of("a", steady(100));
  base.latency_p99.values = steady(0.01);
  next.latency_p99.values = steady(0.010120);
  const auto row = compare(summary_of({base}), summary_of({next}), 0.01).rows.at(0);
  EXPECT_EQ(row.p99->change, Change::no_difference);
}

FinishedRun run_of(const Json& spec, double scale = 1) {
  Manifest manifest;
  manifest.spec = spec;
  manifest.scale = scale;
  return {"somewhere", summary_of({row_of("reuseport", steady(1))}), manifest};
}

TEST(Comparable, rounds_seed_and_words_may_differ) {
  Json other = some_spec();
  other["about"] = "says it otherwise";
  other["seed"] = 8;
  other["rounds"] = 8;
  other["load"]["requests"] = 800;  // a run still sends 100
  EXPECT_THAT(differences(run_of(some_spec()), run_of(other)), IsEmpty());
}

TEST(Comparable, seeds_are_the_same_only_where_both_are_known) {
  FinishedRun other = run_of(some_spec());
  EXPECT_TRUE(same_seeds(run_of(some_spec()), other));
  other.manifest->seed = 8;
  EXPECT_FALSE(same_seeds(run_of(some_spec()), other));
  other.manifest.reset();
  EXPECT_FALSE(same_seeds(other, other));
}

TEST(Comparable, options_and_scale_may_not) {
  Json other = some_spec();
  other["load"]["body-size"] = "2kB";
  other["server"]["copy"] = "splice";
  EXPECT_THAT(differences(run_of(some_spec()), run_of(other, 0.5)),
              ElementsAre("load.body-size: \"1kB\" against \"2kB\"", "scale: 1.0 against 0.5",
                          "server.copy: not set against \"splice\""));
}

TEST(Comparable, a_rows_own_options_count_where_both_have_it) {
  Json base = some_spec(), next = some_spec();
  next["rows"] = Json::parse(R"([{"strategy": "reuseport", "load": {"connections": 9}},
                                 {"strategy": "unpark-queue", "load": {"connections": 7}}])");
  EXPECT_THAT(differences(run_of(base), run_of(next)),
              ElementsAre("reuseport: load.connections: not set against 9"));
  base["rows"] = Json::array({"unpark-queue"});
  EXPECT_THAT(differences(run_of(base), run_of(next)), IsEmpty());
}

TEST(Comparable, another_machine_or_experiment_is_named) {
  FinishedRun next = run_of(some_spec());
  next.summary.machine.hardware.kernel = "k2";
  next.summary.experiment = "other";
  EXPECT_THAT(
      differences(run_of(some_spec()), next),
      ElementsAre("experiment: \"some\" against \"other\"", "kernel: \"k\" against \"k2\""));
}

}  // namespace
}  // namespace dispatchbench::runner
