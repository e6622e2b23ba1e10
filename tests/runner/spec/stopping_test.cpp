#include <gmock/gmock.h>

#include "base/command_line.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;

TEST(Stopping, looks_are_a_quarter_more_rounds_apart) {
  EXPECT_THAT(looks_between(10, 50), ElementsAre(10, 13, 17, 22, 28, 35, 44, 50));
  EXPECT_THAT(looks_between(8, 8), ElementsAre(8));
}

TEST(Stopping, begins_once_there_can_be_an_interval) {
  // Eight looks at one comparison take as many rounds as eight comparisons: nine.
  EXPECT_EQ(stopping_for(0.02, {}, 4, 1).looks.front(), 9U);
  EXPECT_EQ(stopping_for(0.02, {}, 4, 1).looks.back(), 45U);
  EXPECT_THAT(stopping_for(0.02, 20, 12, 7).looks, ElementsAre(12, 15, 19, 20));
  EXPECT_THROW(stopping_for(0.02, 8, 4, 7), UsageError);
}

TEST(Stopping, goes_through_a_file_unchanged) {
  const Stopping stopping{0.02, {6, 8}};
  const auto again = Json(stopping).get<Stopping>();
  EXPECT_EQ(again.looks, stopping.looks);
  EXPECT_EQ(again.until, stopping.until);
}

}  // namespace
}  // namespace dispatchbench::runner
