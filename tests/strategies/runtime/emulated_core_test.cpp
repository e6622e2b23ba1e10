// Against the real clock, so what is asserted is what a core has paid by now, never how long it
// took.
#include "strategies/runtime/emulated_core.hpp"

#include <algorithm>
#include <thread>

#include <gtest/gtest.h>

#include "base/clock.hpp"

namespace dispatchbench {
namespace {

constexpr std::int64_t ms = 1'000'000;

/// Runs on a thread of its own, for it changes that thread's timer slack.
template <typename Action>
void on_a_core(const EmulationCosts& costs, Action action) {
  std::thread([&] {
    EmulatedCore core(costs);
    core.attach();
    action(core);
  }).join();
}

TEST(EmulatedCore, that_is_not_emulated_never_sleeps) {
  on_a_core({}, [](EmulatedCore& core) {
    core.charge_bytes(1'000'000'000);
    core.charge_request();
    core.settle();
    EXPECT_FALSE(core.enabled());
    EXPECT_EQ(core.slept_ns(), 0);
    EXPECT_EQ(core.paid_ns(monotonic_ns()), 0);
  });
}

TEST(EmulatedCore, takes_as_long_for_bytes_as_its_rate_says) {
  on_a_core({.bytes_per_second = 1e8, .request_ns = 0, .accept_ns = 0}, [](EmulatedCore& core) {
    // A charge that comes 10 ms late needs no sleep.
    for (int tries = 0; tries < 100 && core.slept_ns() == 0; ++tries) {
      core.idled();
      core.charge_bytes(1'000'000);
      core.settle();
      EXPECT_EQ(core.paid_ns(monotonic_ns()), (tries + 1) * 10 * ms);
    }
    EXPECT_GT(core.slept_ns(), 0);
    EXPECT_GE(core.overshoot_ns(), 0);
  });
}

TEST(EmulatedCore, adds_up_charges_too_short_to_sleep_for) {
  on_a_core({.bytes_per_second = 0, .request_ns = 10'000, .accept_ns = 20'000},
            [](EmulatedCore& core) {
              core.idled();
              for (int i = 0; i < 500; ++i) core.charge_request();
              for (int i = 0; i < 250; ++i) core.charge_accept();
              core.settle();
              EXPECT_EQ(core.paid_ns(monotonic_ns()), 10 * ms);
            });
}

TEST(EmulatedCore, has_paid_what_lies_before_now) {
  on_a_core({.bytes_per_second = 0, .request_ns = ms / 2, .accept_ns = 0}, [](EmulatedCore& core) {
    const std::int64_t before = monotonic_ns() - 10 * ms;
    core.idled();
    core.charge_request();
    EXPECT_LT(core.paid_ns(before), 0);
    core.settle();
    EXPECT_EQ(core.paid_ns(monotonic_ns()), ms / 2);
  });
}

TEST(EmulatedCore, makes_up_for_a_lag_that_it_did_not_idle_away) {
  on_a_core({.bytes_per_second = 0, .request_ns = 2 * ms, .accept_ns = 0}, [](EmulatedCore& core) {
    const std::int64_t start = monotonic_ns();
    while (monotonic_ns() - start < 5 * ms) {
    }
    core.charge_request();
    EXPECT_EQ(core.slept_ns(), 0);
  });
}

TEST(EmulatedCore, is_forgiven_its_lag_when_it_was_idle) {
  on_a_core({.bytes_per_second = 0, .request_ns = 2 * ms, .accept_ns = 0}, [](EmulatedCore& core) {
    const std::int64_t start = monotonic_ns();
    while (monotonic_ns() - start < 5 * ms) {
    }
    const std::int64_t idle_until = monotonic_ns();
    core.idled();
    core.charge_request();
    core.settle();
    EXPECT_LT(core.paid_ns(idle_until + 2 * ms - 1), 2 * ms);
    EXPECT_EQ(core.paid_ns(monotonic_ns()), 2 * ms);
  });
}

TEST(EmulatedCore, loses_what_it_overslept_only_where_it_idles_before_it_has_made_up_for_it) {
  on_a_core({.bytes_per_second = 1e9, .request_ns = 20 * ms, .accept_ns = 0},
            [](EmulatedCore& core) {
              core.charge_bytes(5'000'000);
              const std::int64_t first = core.overshoot_ns();
              EXPECT_EQ(core.lost_ns(), 0);
              core.charge_request();  // 20 ms of work make up for the first
              const std::int64_t left = std::max<std::int64_t>(first - 20 * ms, 0);
              core.idled();
              EXPECT_EQ(core.lost_ns(), core.overshoot_ns() - first + left);
              core.idled();
              EXPECT_EQ(core.lost_ns(), core.overshoot_ns() - first + left);
            });
}

}  // namespace
}  // namespace dispatchbench
