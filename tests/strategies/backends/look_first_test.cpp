#include "strategies/backends/look_first.hpp"

#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

/// Waits of a thread for which every look finds something, or none does; how many it looked at.
int looks_in(int waits, LookFirst& look_first, bool found) {
  int looks = 0;
  for (int i = 0; i < waits; ++i) {
    if (!look_first.worthwhile()) continue;
    look_first.looked(found);
    ++looks;
  }
  return looks;
}

TEST(LookFirst, costs_one_look_in_many_waits_where_nothing_is_ready) {
  LookFirst look_first(false);
  EXPECT_EQ(looks_in(160, look_first, false), 160 / int{LookFirst::waits_between_looks});
}

TEST(LookFirst, looks_before_every_wait_once_looks_find_something) {
  LookFirst look_first(false);
  looks_in(LookFirst::waits_between_looks, look_first, true);
  EXPECT_EQ(looks_in(100, look_first, true), 100);
}

TEST(LookFirst, looks_before_every_wait_if_told_so) {
  LookFirst look_first(true);
  EXPECT_EQ(looks_in(100, look_first, false), 100);
}

}  // namespace
}  // namespace dispatchbench
