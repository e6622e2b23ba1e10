#include "strategies/runtime/shared_load.hpp"

#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

constexpr std::int64_t an_hour_ns = 3'600'000'000'000;

TEST(SharedLoad, tells_others_what_the_worker_knows) {
  SharedLoad load;
  for (int i = 0; i < 3; ++i) load.add_connection();
  load.remove_connection();
  load.set_resting(1);
  load.set_idle(true);
  const WorkerLoad known = load.read_from_afar();
  EXPECT_EQ(known.connections, 2U);
  EXPECT_EQ(known.requests_in_hand, 1U);
  EXPECT_TRUE(known.idle);
}

TEST(SharedLoad, that_is_delayed_knows_what_was_placed_but_not_yet_what_the_worker_said) {
  SharedLoad load;
  load.delay(an_hour_ns);
  for (int i = 0; i < 3; ++i) load.add_connection();
  load.remove_connection();
  load.set_resting(1);
  load.set_idle(true);
  const WorkerLoad known = load.read_from_afar();
  EXPECT_EQ(known.connections, 3U);
  EXPECT_EQ(known.requests_in_hand, 3U);
  EXPECT_FALSE(known.idle);
  EXPECT_EQ(load.read().connections, 2U);
}

TEST(SharedLoad, that_is_delayed_tells_everything_in_the_end) {
  SharedLoad load;
  load.delay(1);  // ns: over by the time it is asked
  load.add_connection();
  load.set_resting(1);
  load.remove_connection();
  load.set_resting(0);
  while (load.read_from_afar().connections != 0) {
  }
  EXPECT_EQ(load.read_from_afar().requests_in_hand, 0U);
}

}  // namespace
}  // namespace dispatchbench
