#include "machine/core_pool.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

constexpr std::int32_t server_process = 10;
constexpr std::int32_t client_process = 20;

TEST(CorePool, one_core_serves_in_the_order_of_asking) {
  std::array<CoreState, 1> cores;
  CorePool pool(cores);
  EXPECT_EQ(pool.reserve(100, 10, server_process).end_ns, 110);
  EXPECT_EQ(pool.reserve(100, 5, server_process).end_ns, 115);
  EXPECT_EQ(pool.reserve(103, 1, server_process).start_ns, 115);
  EXPECT_EQ(pool.reserve(200, 7, server_process).start_ns, 200);
}

TEST(CorePool, two_cores_serve_two_at_a_time) {
  std::array<CoreState, 2> cores;
  CorePool pool(cores);
  EXPECT_EQ(pool.reserve(100, 10, server_process).start_ns, 100);
  EXPECT_EQ(pool.reserve(100, 4, server_process).start_ns, 100);
  EXPECT_EQ(pool.reserve(100, 4, server_process).start_ns, 104);  // the one that is free first
  EXPECT_EQ(pool.reserve(100, 4, server_process).start_ns, 108);
  EXPECT_EQ(pool.reserve(100, 4, server_process).start_ns, 110);
}

TEST(CorePool, a_thread_that_comes_late_takes_the_core_that_is_free_shortest) {
  std::array<CoreState, 2> cores{{{.free_ns = 50}, {.free_ns = 90}}};
  CorePool pool(cores);
  pool.reserve(100, 10, server_process);
  EXPECT_EQ(cores[0].free_ns, 50);
  EXPECT_EQ(cores[1].free_ns, 110);
  EXPECT_EQ(pool.reserve(60, 10, server_process).start_ns, 60);
}

/// Threads whose virtual times lie apart as they like, as late sleeps and waits make them.
TEST(CorePool, with_a_core_for_each_thread_none_ever_waits) {
  std::mt19937_64 random(7);
  std::array<CoreState, 5> cores;
  CorePool pool(cores);
  std::array<std::int64_t, 5> threads{};
  for (int i = 0; i < 100'000; ++i) {
    std::int64_t& at = threads[random() % threads.size()];
    if (random() % 3 == 0) at += static_cast<std::int64_t>(random() % 1000);  // was idle
    const Reservation reserved =
        pool.reserve(at, 1 + static_cast<std::int64_t>(random() % 500), server_process);
    ASSERT_EQ(reserved.start_ns, at);
    at = reserved.end_ns;
  }
}

TEST(CorePool, more_threads_than_cores_keep_all_cores_busy) {
  std::array<CoreState, 3> cores;
  CorePool pool(cores);
  std::vector<std::int64_t> threads(8, 0);
  for (int i = 0; i < 3000; ++i) {
    auto next = std::ranges::min_element(threads);
    *next = pool.reserve(*next, 10, server_process).end_ns;
  }
  for (const CoreState& core : cores) EXPECT_EQ(core.free_ns, 10'000);
}

TEST(CorePool, what_a_process_that_is_gone_reserved_last_is_given_back) {
  std::array<CoreState, 1> cores;
  CorePool pool(cores);
  pool.reserve(100, 10, client_process);
  pool.reserve(100, 500, server_process);
  pool.reserve(100, 500, server_process);
  pool.take_back(100, 50, [](std::int32_t process) { return process == server_process; });
  EXPECT_EQ(pool.reserve(100, 10, client_process).start_ns, 110);
}

TEST(CorePool, what_others_were_promised_after_it_stays_theirs) {
  std::array<CoreState, 1> cores;
  CorePool pool(cores);
  pool.reserve(100, 500, server_process);
  pool.reserve(100, 10, client_process);
  pool.take_back(100, 50, [](std::int32_t process) { return process == server_process; });
  EXPECT_EQ(pool.reserve(100, 10, client_process).start_ns, 610);
}

TEST(CorePool, nobody_is_asked_for_while_little_is_taken) {
  std::array<CoreState, 1> cores;
  CorePool pool(cores);
  pool.reserve(100, 50, server_process);
  pool.take_back(100, 50, [](std::int32_t) {
    ADD_FAILURE();
    return true;
  });
}

}  // namespace
}  // namespace dispatchbench
