// By a clock that stands still: what is asserted is arithmetic.
#include "machine/core_account.hpp"

#include <gtest/gtest.h>

#include "machine/account_sum.hpp"
#include "machine/simple_costs.hpp"
#include "manual_clock.hpp"

namespace dispatchbench {
namespace {

constexpr std::int64_t ms = 1'000'000;

struct OnAMachine {
  explicit OnAMachine(const EmulatedMachine::Setting& setting) : machine(setting, clock) {
    core.attach();
  }
  ~OnAMachine() { core.detach(); }

  ManualClock clock;
  EmulatedMachine machine;
  CoreAccount core{&machine};
};

EmulatedMachine::Setting simple(const SimpleCosts& costs) {
  return {.costs = costs.costs()};
}

TEST(CoreAccount, without_a_machine_never_sleeps_nor_counts) {
  CoreAccount core(nullptr);
  core.attach();
  core.charge_bytes(Event::byte_read, 1'000'000'000);
  core.charge(Event::request);
  core.charge_work(ms);
  core.settle();
  EXPECT_FALSE(core.enabled());
  EXPECT_EQ(core.charged_ns(), 0);
  EXPECT_EQ(core.count(Event::request), 0U);
}

TEST(CoreAccount, on_a_machine_where_nothing_costs_anything_counts) {
  OnAMachine on(EmulatedMachine::Setting{});
  on.core.charge(Event::request);
  charge_thread(Event::re_arm);
  on.core.settle();
  EXPECT_FALSE(on.core.enabled());
  EXPECT_EQ(on.core.count(Event::request), 1U);
  EXPECT_EQ(on.core.count(Event::re_arm), 1U);
  EXPECT_EQ(on.clock.sleeps, 0);
}

TEST(CoreAccount, takes_as_long_for_bytes_as_its_rate_says) {
  OnAMachine on(simple({.bytes_per_second = 1e8}));
  on.core.idled();
  const std::int64_t start = on.clock.now;
  on.core.charge_bytes(Event::byte_read, 1'000'000);
  EXPECT_EQ(on.clock.now, start + 10 * ms);
  EXPECT_EQ(on.core.paid_ns(on.clock.now), 10 * ms);
}

TEST(CoreAccount, loses_no_part_of_a_nanosecond) {
  EmulatedMachine::Setting setting;
  setting.costs.set(Event::byte_splice, 0.3);
  OnAMachine on(setting);
  for (int i = 0; i < 1000; ++i) on.core.charge_bytes(Event::byte_splice, 1);
  EXPECT_NEAR(static_cast<double>(on.core.charged_ns()), 300, 1);
}

TEST(CoreAccount, adds_up_charges_too_short_to_sleep_for) {
  OnAMachine on(simple({.request_ns = 300'000}));
  on.core.idled();
  for (int i = 0; i < 3; ++i) on.core.charge(Event::request);
  EXPECT_EQ(on.clock.sleeps, 0);
  on.core.charge(Event::request);
  EXPECT_EQ(on.clock.sleeps, 1);
  on.core.charge(Event::request);
  on.core.settle();
  EXPECT_EQ(on.clock.sleeps, 2);
  EXPECT_EQ(on.core.paid_ns(on.clock.now), 1'500'000);
}

TEST(CoreAccount, has_paid_what_lies_before_now) {
  OnAMachine on(simple({.request_ns = ms / 2}));
  on.core.idled();
  on.core.charge(Event::request);
  EXPECT_EQ(on.core.paid_ns(on.clock.now - 10 * ms), 0);
  EXPECT_EQ(on.core.paid_ns(on.clock.now), 0);
  EXPECT_EQ(on.core.paid_ns(on.clock.now + ms / 4), ms / 4);
  EXPECT_EQ(on.core.paid_ns(on.clock.now + 10 * ms), ms / 2);
}

TEST(CoreAccount, makes_up_for_a_sleep_that_ended_late) {
  OnAMachine on(simple({.request_ns = 2 * ms}));
  on.core.idled();
  const std::int64_t start = on.clock.now;
  on.clock.late = ms / 2;
  for (int i = 0; i < 10; ++i) on.core.charge(Event::request);
  EXPECT_EQ(on.clock.now, start + 20 * ms + ms / 2);
  EXPECT_EQ(on.core.overshoot_ns(), 5 * ms);
}

TEST(CoreAccount, loses_what_it_overslept_only_where_it_idles_before_it_has_made_up_for_it) {
  OnAMachine on(simple({.request_ns = 2 * ms}));
  on.core.idled();
  on.clock.late = 5 * ms;
  on.core.charge(Event::request);
  on.core.charge(Event::request);  // makes up for two of five
  on.core.idled();
  EXPECT_EQ(on.core.lost_ns(), 3 * ms);
  on.core.idled();
  EXPECT_EQ(on.core.lost_ns(), 3 * ms);
}

TEST(CoreAccount, makes_up_for_a_lag_that_it_did_not_idle_away) {
  OnAMachine on(simple({.request_ns = 2 * ms}));
  on.clock.now += 5 * ms;
  on.core.charge(Event::request);
  EXPECT_EQ(on.clock.sleeps, 0);
}

TEST(CoreAccount, is_forgiven_its_lag_when_it_was_idle) {
  OnAMachine on(simple({.request_ns = 2 * ms}));
  on.clock.now += 5 * ms;
  on.core.idled();
  const std::int64_t start = on.clock.now;
  on.core.charge(Event::request);
  EXPECT_EQ(on.clock.now, start + 2 * ms);
}

TEST(CoreAccount, waits_for_a_core_that_another_has) {
  EmulatedMachine::Setting setting = simple({.request_ns = 2 * ms});
  setting.cores = 1;
  OnAMachine on(setting);
  CoreAccount other(&on.machine);
  on.core.idled();
  other.idled();
  const std::int64_t start = on.clock.now;
  on.core.charge(Event::request);  // the clock stands at 2 ms, but other has come to 0 only
  other.charge(Event::request);
  EXPECT_EQ(on.clock.now, start + 4 * ms);
  EXPECT_EQ(other.waited_ns(), 2 * ms);
  EXPECT_EQ(other.charged_ns(), 2 * ms);
  EXPECT_EQ(other.paid_ns(start + ms), 0);
  EXPECT_EQ(other.paid_ns(start + 3 * ms), ms);
}

TEST(CoreAccount, pays_a_long_charge_slice_by_slice) {
  EmulatedMachine::Setting setting = simple({.request_ns = 10 * ms});
  setting.cores = 1;
  setting.slice_ns = 4 * ms;
  OnAMachine on(setting);
  on.core.idled();
  const std::int64_t start = on.clock.now;
  on.core.charge(Event::request);
  EXPECT_EQ(on.clock.sleeps, 3);
  EXPECT_EQ(on.clock.now, start + 10 * ms);
  EXPECT_EQ(on.core.charged_ns(), 10 * ms);
}

TEST(CoreAccount, charges_are_events_times_their_cost) {
  EmulatedMachine::Setting setting;
  for (const EventRow& row : events()) setting.costs.set(row.event, 1000.4);
  OnAMachine on(setting);
  for (const EventRow& row : events()) {
    if (!row.byte) on.core.charge(row.event);
  }
  on.core.charge_work(7);
  AccountSum sum;
  sum.add(on.core);
  sum.add(on.core);
  EXPECT_EQ(sum.charged_ns, 2 * (16 * 1000 + 7));
  EXPECT_EQ(sum.counts[static_cast<std::size_t>(Event::accept)], 2U);
}

}  // namespace
}  // namespace dispatchbench
