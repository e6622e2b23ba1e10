#include "strategies/loops/loops_needed.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

Busy busy_loops(std::initializer_list<double> loops) {
  Busy busy;
  for (const double loop : loops) busy.add(loop);
  return busy;
}

TEST(LoopsNeeded, are_twice_as_many_as_are_busy) {
  EXPECT_EQ(loops_needed(busy_loops({0.8}), 1, 8), 2U);
  EXPECT_EQ(loops_needed(busy_loops({0.8, 0.6}), 2, 8), 4U);
  EXPECT_EQ(loops_needed(busy_loops({0.9, 0.9}), 2, 3), 3U);
}

TEST(LoopsNeeded, are_no_more_where_one_of_two_is_stuck_and_the_other_has_little_to_do) {
  EXPECT_EQ(loops_needed(busy_loops({1, 0.05}), 2, 8), 2U);
}

TEST(LoopsNeeded, are_half_as_many_as_have_little_to_do) {
  EXPECT_EQ(loops_needed(busy_loops({0.1, 0.1, 0.1, 0.1}), 4, 8), 2U);
  EXPECT_EQ(loops_needed(busy_loops({0.2, 0.2}), 2, 8), 1U);
  EXPECT_EQ(loops_needed(busy_loops({0.1, 0, 0}), 3, 8), 2U);
  EXPECT_EQ(loops_needed(busy_loops({0}), 1, 8), 1U);
}

TEST(Rest, counts_what_was_rested_also_while_it_goes_on) {
  Rest rest;
  EXPECT_EQ(rest.until(90), 0);
  rest.begin(100);
  EXPECT_EQ(rest.until(130), 30);
  rest.end(150);
  EXPECT_EQ(rest.until(170), 50);
  rest.begin(200);
  EXPECT_EQ(rest.until(207), 57);
}

TEST(Rest, is_never_seen_without_the_part_that_ends_just_now) {
  Rest rest;  // all the time, in one piece after another
  std::atomic<std::int64_t> now_ns{1};
  rest.begin(1);
  std::thread rests([&] {
    for (int piece = 2; piece < 200'000; ++piece) {
      now_ns.store(piece, std::memory_order_release);
      rest.end(piece);
      rest.begin(piece);
    }
    now_ns.store(0, std::memory_order_release);
  });
  while (const std::int64_t at_ns = now_ns.load(std::memory_order_acquire)) {
    if (rest.until(at_ns) < at_ns - 1) {
      ADD_FAILURE() << at_ns;
      break;
    }
  }
  rests.join();
}

}  // namespace
}  // namespace dispatchbench
