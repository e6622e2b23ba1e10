#include "experiments/runner/process/cpu_usage.hpp"

#include <gtest/gtest.h>

namespace dispatchbench::runner {
namespace {

constexpr std::int64_t millisecond = 1'000'000;

TEST(MachineCpu, is_in_seconds_by_what_the_time_was_used_for) {
  const MachineCpu cpu = machine_cpu_of({.user = 100,
                                         .nice = 20,
                                         .system = 30,
                                         .idle = 400,
                                         .disk = 50,
                                         .irq = 6,
                                         .softirq = 7,
                                         .steal = 8},
                                        100);
  EXPECT_DOUBLE_EQ(cpu.task, 1.5);
  EXPECT_DOUBLE_EQ(cpu.interrupt, 0.13);
  EXPECT_DOUBLE_EQ(cpu.idle, 4.5);
  EXPECT_DOUBLE_EQ(cpu.steal, 0.08);
}

TEST(MachineCpu, tells_our_own_time_from_that_of_others) {
  const MachineUse use = machine_use(MachineCpu{0, 0, 0, 0}, MachineCpu{5, 1, 4, 0}, 3, 4);
  EXPECT_DOUBLE_EQ(use.idle_fraction.value(), 0.4);
  EXPECT_DOUBLE_EQ(use.other_cpu_fraction.value(), 0.2);
  EXPECT_EQ(use.processors, 4);
  EXPECT_FALSE(machine_use({}, {}, 0, 4).idle_fraction);
}

TEST(MachineCpu, is_idle_as_far_as_a_quota_allows_of_the_machine_that_has_it) {
  const auto idle = [](std::int64_t processors, double quota) {  // 10 s of all of them
    return machine_use(MachineCpu{0, 0, 0, 0}, MachineCpu{1, 0, 9, 0}, 1, processors, quota)
        .idle_fraction.value();
  };
  EXPECT_DOUBLE_EQ(idle(4, 0.8), 0.5);
  EXPECT_DOUBLE_EQ(idle(8, 1.6), 0.5);
  EXPECT_DOUBLE_EQ(idle(8, 8), 0.9);
}

TEST(MachineCpu, knows_neither_others_nor_a_quotas_rest_where_its_own_time_is_unknown) {
  const auto use = [](std::optional<double> quota) {
    return machine_use(MachineCpu{0, 0, 0, 0}, MachineCpu{5, 1, 4, 0}, std::nullopt, 4, quota);
  };
  EXPECT_DOUBLE_EQ(use({}).idle_fraction.value(), 0.4);
  EXPECT_FALSE(use({}).other_cpu_fraction);
  EXPECT_FALSE(use(2).idle_fraction);
}

TEST(UsageTrack, leaves_a_warm_up_out_in_proportion) {
  const UsageSamples samples{{0, 0, 1.0, MachineCpu{10, 0, 0, 0}},
                             {100 * millisecond, 100 * millisecond, 1.2, MachineCpu{11, 0, 1, 0}},
                             {200 * millisecond, 200 * millisecond, 1.3, MachineCpu{12, 0, 3, 0}}};
  EXPECT_NEAR(server_seconds_between(samples, 50 * millisecond, 150 * millisecond).value(), 0.15,
              1e-12);
  EXPECT_NEAR(machine_at(samples, 150 * millisecond)->idle, 2, 1e-12);
  EXPECT_NEAR(server_seconds_between(samples, 100 * millisecond, 900 * millisecond).value(), 0.1,
              1e-12);
}

TEST(UsageTrack, knows_nothing_of_a_server_that_is_gone) {
  const UsageSamples samples{{0, 0, {}, {}}, {1, 1, 2.0, {}}};
  EXPECT_FALSE(server_seconds_between(samples, 0, 1));
  EXPECT_FALSE(machine_at(samples, 0));
}

}  // namespace
}  // namespace dispatchbench::runner
