#include "strategies/loops/idle_workers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

using testing::Optional;
using Role = IdleWorkers::Role;

TEST(IdleWorkers, keep_the_token_off_the_cache_line_of_their_lock) {
  EXPECT_EQ(alignof(IdleWorkers), cache_line);
  EXPECT_GE(sizeof(IdleWorkers), 2 * cache_line);
}

TEST(IdleWorkers, make_the_first_that_comes_the_searcher) {
  IdleWorkers idle(4);
  EXPECT_EQ(idle.enter(3), Role::searcher);
  EXPECT_EQ(idle.enter(1), Role::sleeper);
}

TEST(IdleWorkers, leave_the_token_with_a_searcher_that_found_nothing) {
  IdleWorkers idle(4);
  EXPECT_EQ(idle.enter(3), Role::searcher);
  EXPECT_EQ(idle.enter(3), Role::searcher);
}

TEST(IdleWorkers, give_the_token_to_the_sleeper_that_came_last) {
  IdleWorkers idle(4);
  for (const unsigned worker : {0U, 1U, 2U}) idle.enter(worker);
  EXPECT_THAT(idle.pass_token(0), Optional(2U));
  EXPECT_EQ(idle.enter(2), Role::searcher);
  EXPECT_EQ(idle.enter(0), Role::sleeper);
}

TEST(IdleWorkers, let_only_the_holder_pass_the_token) {
  IdleWorkers idle(4);
  for (const unsigned worker : {0U, 1U}) idle.enter(worker);
  EXPECT_EQ(idle.pass_token(5), std::nullopt);
  EXPECT_THAT(idle.pass_token(0), Optional(1U));
  EXPECT_EQ(idle.pass_token(0), std::nullopt);
}

TEST(IdleWorkers, leave_the_token_to_the_next_that_comes_where_nobody_sleeps) {
  IdleWorkers idle(4);
  idle.enter(0);
  EXPECT_EQ(idle.pass_token(0), std::nullopt);
  EXPECT_EQ(idle.enter(4), Role::searcher);
}

TEST(IdleWorkers, pass_over_a_sleeper_that_woke_by_itself) {
  IdleWorkers idle(4);
  for (const unsigned worker : {0U, 1U, 2U}) idle.enter(worker);
  idle.leave(2);
  EXPECT_THAT(idle.pass_token(0), Optional(1U));
}

TEST(IdleWorkers, let_one_keep_the_token_it_was_given_while_it_woke) {
  IdleWorkers idle(4);
  for (const unsigned worker : {0U, 1U}) idle.enter(worker);
  EXPECT_THAT(idle.pass_token(0), Optional(1U));
  idle.leave(1);
  EXPECT_EQ(idle.enter(0), Role::sleeper);
  EXPECT_THAT(idle.pass_token(1), Optional(0U));
}

}  // namespace
}  // namespace dispatchbench
