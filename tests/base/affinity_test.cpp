#include "base/affinity.hpp"

#include <fstream>
#include <sched.h>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

using testing::ElementsAre;
using testing::Optional;

/// The lowest processor this process may use.
int first_usable() {
  cpu_set_t allowed;
  ::sched_getaffinity(0, sizeof allowed, &allowed);
  int cpu = 0;
  while (!CPU_ISSET(cpu, &allowed)) ++cpu;
  return cpu;
}

TEST(ProcessorLists, of_one_processor_are_its_number) {
  const int cpu = first_usable();
  EXPECT_THAT(parse_cpu_list(std::to_string(cpu)), Optional(ElementsAre(cpu)));
  const std::string range = std::to_string(cpu) + "-" + std::to_string(cpu);
  EXPECT_THAT(parse_cpu_list(range), Optional(ElementsAre(cpu)));
}

TEST(ProcessorLists, keep_the_order_they_were_given_in) {
  cpu_set_t allowed;
  ::sched_getaffinity(0, sizeof allowed, &allowed);
  const int cpu = first_usable();
  if (!CPU_ISSET(cpu + 1, &allowed)) GTEST_SKIP() << "needs two neighbouring processors";
  const std::string first = std::to_string(cpu), second = std::to_string(cpu + 1);
  EXPECT_THAT(parse_cpu_list(second + "," + first), Optional(ElementsAre(cpu + 1, cpu)));
  EXPECT_THAT(parse_cpu_list(first + "-" + second), Optional(ElementsAre(cpu, cpu + 1)));
}

TEST(ProcessorLists, that_are_malformed_are_refused) {
  for (const std::string_view bad : {"", ",", "0,", ",0", "-", "-0", "0-", "0--1", "a", "0x1", "+0",
                                     " 0", "0 ", "0;1", "1.0", "99999999999999999999", "1-0"}) {
    EXPECT_EQ(parse_cpu_list(bad), std::nullopt) << bad;
  }
}

TEST(ProcessorLists, that_repeat_a_processor_are_refused) {
  const std::string cpu = std::to_string(first_usable());
  EXPECT_EQ(parse_cpu_list(cpu + "," + cpu), std::nullopt);
}

TEST(ProcessorLists, beyond_what_the_process_may_use_are_refused) {
  EXPECT_EQ(parse_cpu_list("1023"), std::nullopt);
  EXPECT_EQ(parse_cpu_list("1024"), std::nullopt);
  EXPECT_EQ(parse_cpu_list("0-1023"), std::nullopt);
}

TEST(Pinning, binds_the_calling_thread_only) {
  const unsigned before = usable_cpus();
  unsigned pinned = 0;
  std::thread([&pinned] {
    EXPECT_TRUE(pin_this_thread(first_usable()));
    pinned = usable_cpus();
  }).join();
  EXPECT_EQ(pinned, 1U);
  EXPECT_EQ(usable_cpus(), before);
}

TEST(Pinning, to_a_processor_that_is_not_there_fails) {
  std::thread([] { EXPECT_FALSE(pin_this_thread(std::vector<int>{})); }).join();
}

}  // namespace
}  // namespace dispatchbench
