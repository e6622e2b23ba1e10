#include "base/command_line.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

using testing::HasSubstr;

/// What the refusal says; empty if there was none.
template <typename Action>
std::string refusal(Action action) {
  try {
    action();
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(CommandLine, says_of_a_value_that_is_refused_the_option_the_text_and_what_is_right) {
  EXPECT_THAT(refusal([] { count_option("threads", "0", 1, 4096); }),
              "--threads 0: expected a whole number from 1 to 4096");
  EXPECT_THAT(refusal([] { count_option("threads", "", 1, 4096); }), HasSubstr("--threads ''"));
}

TEST(CommandLine, keeps_counts_within_their_bounds) {
  for (const char* bad :
       {"", "0", "11", "-1", "+1", "1.5", "1 ", " 1", "ten", "0x5", "99999999999999999999"}) {
    EXPECT_THAT(refusal([bad] { count_option("threads", bad, 1, 10); }),
                HasSubstr("a whole number from 1 to 10"))
        << bad;
  }
  EXPECT_EQ(count_option("threads", "1", 1, 10), 1U);
  EXPECT_EQ(count_option("threads", "10", 1, 10), 10U);
}

}  // namespace
}  // namespace dispatchbench
