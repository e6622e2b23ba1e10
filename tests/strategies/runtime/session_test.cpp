#include "strategies/runtime/session.hpp"

#include <gtest/gtest.h>

#include "strategies/runtime/one_shot_shards.hpp"

namespace dispatchbench {
namespace {

/// There may be a hundred thousand idle ones: benchmarks/speed.py idle. On machines of 64 bits.
TEST(Session, is_small) {
  EXPECT_LE(sizeof(Session), 88U);
  EXPECT_LE(sizeof(OneShotSession), 56U);
}

}  // namespace
}  // namespace dispatchbench
