#include "base/utilization_meter.hpp"

#include <vector>

#include <gmock/gmock.h>

namespace dispatchbench {
namespace {

using testing::ElementsAre;

std::vector<double> shares(const std::vector<std::int64_t>& busy_ns, std::int64_t interval_ns) {
  UtilizationMeter share;
  std::vector<double> result;
  result.reserve(busy_ns.size());
  for (const std::int64_t busy : busy_ns) result.push_back(share.next(busy, interval_ns));
  return result;
}

TEST(UtilizationMeter, is_the_part_of_an_interval) {
  EXPECT_THAT(shares({0, 25, 75, 175}, 100), ElementsAre(0, 0.25, 0.5, 1));
}

TEST(UtilizationMeter, carries_what_does_not_fit_to_later_samples) {
  EXPECT_THAT(shares({250, 250, 250, 250}, 100), ElementsAre(1, 1, 0.5, 0));
}

TEST(UtilizationMeter, takes_back_what_was_booked_too_early) {
  EXPECT_THAT(shares({50, 40, 60, 100}, 100), ElementsAre(0.5, 0, 0.1, 0.4));
}

TEST(UtilizationMeter, counts_nothing_from_before_its_time) {
  EXPECT_EQ(UtilizationMeter(1000).next(1050, 100), 0.5);
}

}  // namespace
}  // namespace dispatchbench
