#include "base/processor_ticks.hpp"

#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

TEST(ProcessorTicks, are_read_from_the_first_line_of_proc_stat) {
  const auto ticks =
      parse_processor_ticks("cpu  10 20 30 400 50 6 7 8 9 1\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
  ASSERT_TRUE(ticks);
  EXPECT_EQ(ticks->user, 10U);
  EXPECT_EQ(ticks->idle, 400U);
  EXPECT_EQ(ticks->disk, 50U);
  EXPECT_EQ(ticks->steal, 8U);
}

TEST(ProcessorTicks, are_not_made_up_from_another_line) {
  EXPECT_FALSE(parse_processor_ticks("cpu  1 2 3"));
  EXPECT_FALSE(parse_processor_ticks("cpu  1 2 3\n4 5 6 7 8"));
  EXPECT_FALSE(parse_processor_ticks("intr 1 2 3 4 5 6 7 8"));
  EXPECT_FALSE(parse_processor_ticks(""));
}

TEST(ProcessorTicks, of_this_machine_are_some) {
  const auto ticks = processor_ticks();
  ASSERT_TRUE(ticks);
  EXPECT_GT(ticks->user + ticks->system + ticks->idle, 0U);
}

}  // namespace
}  // namespace dispatchbench
