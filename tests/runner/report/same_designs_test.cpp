// Servers of others beside our rows of the same design.
#include "experiments/runner/report/same_designs.hpp"

#include <gmock/gmock.h>

namespace dispatchbench::runner {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

RowSummary row(const char* name, double unevenness, double p99) {
  RowSummary made;
  made.name = made.strategy = name;
  made.utilization.busiest_over_mean = unevenness;
  made.latency.p50 = 0.001;
  made.latency.p99 = p99;
  return made;
}

RowSummary peer(const char* name, const char* design, double unevenness, double p99) {
  RowSummary made = row(name, unevenness, p99);
  made.peer = true;
  made.design = design;
  return made;
}

TEST(SameDesigns, are_shown_beside_each_other) {
  Summary summary;
  summary.rows = {row("reuseport", 1.5, 0.004), row("unpark-queue", 1.0, 0.002),
                  peer("theirs", "reuseport", 1.6, 0.005)};
  EXPECT_THAT(same_designs_of(summary), HasSubstr("theirs"));
  EXPECT_THAT(same_designs_of(summary), HasSubstr("1.60 | 1.50"));
  EXPECT_THAT(same_designs_of(summary), HasSubstr("5.00 | 4.00"));
  EXPECT_THAT(same_designs_of(summary), HasSubstr("the same design"));
}

TEST(SameDesigns, that_are_less_alike_than_another_are_said_to_be) {
  Summary summary;
  summary.rows = {row("reuseport", 1.5, 0.004), row("unpark-queue", 1.0, 0.002),
                  peer("theirs", "reuseport", 1.05, 0.002)};
  const std::string text = same_designs_of(summary);
  EXPECT_THAT(text.substr(text.find("theirs ")), HasSubstr("unpark-queue"));
}

TEST(SameDesigns, are_said_to_be_without_an_interval_and_of_how_many_rounds) {
  Summary summary;
  summary.rows = {row("reuseport", 1.5, 0.004), peer("theirs", "reuseport", 1.6, 0.005)};
  summary.rows.front().rounds = 8;
  summary.rows.back().rounds = 7;
  EXPECT_THAT(same_designs_of(summary), HasSubstr("the median of 7 rounds"));
  EXPECT_THAT(same_designs_of(summary), HasSubstr("no interval"));
  summary.rows.back().rounds = 1;
  EXPECT_THAT(same_designs_of(summary), HasSubstr("the median of 1 round)"));
}

TEST(SameDesigns, are_compared_at_one_point_alone) {
  Summary summary;
  summary.rows = {row("reuseport", 1.5, 0.004), peer("theirs", "reuseport", 1.6, 0.005)};
  summary.rows.back().point = {{"load.rate", 5}};
  EXPECT_THAT(same_designs_of(summary), IsEmpty());
}

TEST(SameDesigns, of_which_something_is_not_known_are_left_out) {
  Summary summary;
  summary.rows = {row("reuseport", 1.5, 0.004), peer("theirs", "reuseport", 1.6, 0.005)};
  summary.rows.back().utilization.busiest_over_mean.reset();
  EXPECT_THAT(same_designs_of(summary), IsEmpty());
  summary.rows.back() = row("ours", 1.6, 0.005);
  EXPECT_THAT(same_designs_of(summary), IsEmpty());
}

}  // namespace
}  // namespace dispatchbench::runner
