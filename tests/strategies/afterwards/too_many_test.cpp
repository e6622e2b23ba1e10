#include "strategies/afterwards/too_many.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

/// Of the first of workers with so many connections.
bool first_has_too_many(const std::vector<std::uint32_t>& connections) {
  std::vector<WorkerLoad> workers;
  for (const std::uint32_t count : connections) workers.push_back({.connections = count});
  return has_too_many(workers, 0);
}

TEST(TooMany, is_more_than_a_quarter_above_the_mean) {
  EXPECT_FALSE(first_has_too_many({5, 3}));  // 1.25 times
  EXPECT_TRUE(first_has_too_many({6, 3}));
  EXPECT_FALSE(first_has_too_many({6, 4}));
  EXPECT_FALSE(first_has_too_many({3, 6}));
}

TEST(TooMany, is_at_least_two_more_than_somebody) {
  EXPECT_FALSE(first_has_too_many({2, 1}));
  EXPECT_TRUE(first_has_too_many({2, 0}));
  EXPECT_TRUE(first_has_too_many({3, 2, 2, 1}));
}

TEST(TooMany, is_nothing_that_a_worker_alone_has) {
  EXPECT_FALSE(first_has_too_many({100}));
  EXPECT_FALSE(first_has_too_many({0, 0}));
}

}  // namespace
}  // namespace dispatchbench
