// Which strategies of a map are measured.
#include "simulator/map/measurable.hpp"

#include <gmock/gmock.h>

#include "base/command_line.hpp"

namespace dispatchbench::simulator {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Measurable, is_no_strategy_that_is_simulated_with_a_thread_a_connection) {
  EXPECT_THAT(measurable({"blocking-pool", "reuseport", "blocking-accept", "threads-epoll",
                          "thread-per-connection"}),
              ElementsAre("reuseport", "threads-epoll"));
}

const std::vector<std::string> of_three{"reuseport", "blocking-pool", "threads-epoll"};

std::string refused_measure(const std::string& asked,
                            const std::vector<std::string>& mapped = of_three) {
  try {
    strategies_to_measure(asked, mapped);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(StrategiesToMeasure, are_those_that_are_named_or_all_that_can_be) {
  EXPECT_THAT(strategies_to_measure("", of_three), ElementsAre());
  EXPECT_THAT(strategies_to_measure("all", of_three), ElementsAre("reuseport", "threads-epoll"));
  EXPECT_THAT(strategies_to_measure("threads-epoll,reuseport", of_three),
              ElementsAre("threads-epoll", "reuseport"));
}

TEST(StrategiesToMeasure, are_refused_by_name_where_they_cannot_be) {
  EXPECT_EQ(refused_measure("reuseport,bogus"),
            "--measure bogus: expected nothing behind it, all, or some of reuseport, "
            "threads-epoll");
  EXPECT_EQ(refused_measure("reuseport,blocking-pool"),
            "--measure blocking-pool: expected some of reuseport, threads-epoll, for it is "
            "simulated with a thread for each connection, and would be measured with fewer");
  EXPECT_EQ(refused_measure("reuseport,reuseport"),
            "--measure reuseport,reuseport: expected each name once, and reuseport is there again");
  EXPECT_THAT(refused_measure("", {"blocking-pool"}), HasSubstr("blocking-pool"));
}

}  // namespace
}  // namespace dispatchbench::simulator
