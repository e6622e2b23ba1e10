// The quantities that claims take from the rows of a summary.
#include "experiments/runner/claims/measured.hpp"

#include <gmock/gmock.h>

namespace dispatchbench::runner {
namespace {

using testing::HasSubstr;

RowSummary row_with_latency(const char* name, const Json& point, double latency) {
  RowSummary row;
  row.name = name;
  row.point = point;
  row.runs = row.rounds = 6;
  for (unsigned round = 1; round <= 6; ++round) {
    row.latency_mean.values.push_back(latency);
    row.run_rounds.push_back(round);
  }
  return row;
}

Evidence evidence_from(std::vector<RowSummary> rows) {
  Summary summary;
  summary.rounds = 6;
  summary.rows = std::move(rows);
  return Evidence({"nowhere", summary, std::nullopt});
}

Quantity mean_latency_of(const char* row) {
  Quantity quantity;
  quantity.of = quantity.to = row;
  quantity.metric = find_metric("latency_mean");
  return quantity;
}

/// Two workers: in half of the runs one has both connections.
RowSummary shared_out() {
  RowSummary row = row_with_latency("some", Json::object(), 1);
  row.shares.emplace();
  row.shares->sums.connections = {9, 3};
  row.shares->most_connections = {2, 2, 2, 1, 1, 1};
  row.shares->busiest_requests.assign(6, {0.75, 1});
  return row;
}

TEST(Measured, a_metric_is_the_median_over_the_runs_without_what_is_taken_off) {
  Quantity quantity = mean_latency_of("some");
  const Evidence evidence = evidence_from({row_with_latency("some", Json::object(), 0.007)});
  EXPECT_DOUBLE_EQ(metric_value(quantity, evidence).median, 0.007);
  quantity.minus = 0.005;
  EXPECT_NEAR(*metric_value(quantity, evidence).low, 0.002, 1e-12);
}

TEST(Measured, a_ratio_of_metrics_may_be_of_two_points_and_of_waiting_alone) {
  const Json few{{"load.connections", 2}}, many{{"load.connections", 8}};
  const Evidence evidence =
      evidence_from({row_with_latency("some", few, 3), row_with_latency("some", many, 5)});
  Quantity quantity = mean_latency_of("some");
  quantity.at = many;
  quantity.to_at = few;
  EXPECT_DOUBLE_EQ(metric_ratio(quantity, evidence).median, 5.0 / 3);
  quantity.minus = 1;
  EXPECT_DOUBLE_EQ(*metric_ratio(quantity, evidence).high, 2);
}

TEST(Measured, a_ratio_is_not_told_of_those_runs_alone_in_which_something_is_left) {
  RowSummary some = row_with_latency("some", Json::object(), 3);
  some.latency_mean.values[2] = 1;
  const Evidence evidence = evidence_from({some, row_with_latency("other", Json::object(), 5)});
  Quantity quantity = mean_latency_of("some");
  quantity.to = "other";
  quantity.minus = 1;
  try {
    metric_ratio(quantity, evidence);
    FAIL() << "a ratio of 5 of 6 runs";
  } catch (const CannotTell& unknown) {
    EXPECT_THAT(unknown.what(), HasSubstr("in 1 of 6 runs nothing is left of the mean latency"));
  }
}

TEST(Measured, a_metric_that_no_run_has_cannot_be_told) {
  Quantity quantity = mean_latency_of("some");
  quantity.metric = find_metric("latency_deviation");
  const Evidence evidence = evidence_from({row_with_latency("some", Json::object(), 1)});
  const auto why = [&](auto measure) {
    try {
      measure(quantity, evidence);
      return std::string();
    } catch (const CannotTell& error) {
      return std::string(error.what());
    }
  };
  EXPECT_EQ(why(metric_value), "latency_deviation of some is not known");
  EXPECT_THAT(why(metric_ratio), HasSubstr("latency_deviation of some and some is not known"));
  EXPECT_THAT(why(busiest_share), HasSubstr("not known what each worker of some got"));
}

TEST(Measured, tells_how_connections_and_requests_were_shared_out) {
  const Evidence evidence = evidence_from({shared_out()});
  Quantity quantity = mean_latency_of("some");
  EXPECT_DOUBLE_EQ(fullest_over_mean(quantity, evidence).median, 1.5);
  EXPECT_DOUBLE_EQ(busiest_share(quantity, evidence).median, 0.75);
  quantity.workers = 2;
  EXPECT_DOUBLE_EQ(busiest_share(quantity, evidence).median, 1);
  quantity.connections = 2;
  const Estimate both = runs_with_fullest(quantity, evidence);
  EXPECT_DOUBLE_EQ(both.median, 0.5);
  EXPECT_NEAR(*both.low, 0.118, 0.001);
}

}  // namespace
}  // namespace dispatchbench::runner
