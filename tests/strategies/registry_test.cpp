// The tables: strategies, parts, backends.
#include "strategies/registry.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/named_rows.hpp"

namespace dispatchbench {
namespace {

using testing::HasSubstr;
using testing::Optional;
using testing::StartsWith;

TEST(Registry, finds_every_strategy_by_its_name_and_no_other) {
  for (const StrategyRow& row : strategies()) {
    EXPECT_EQ(find_strategy(row.name), &row);
    EXPECT_FALSE(row.backends.empty());
    EXPECT_FALSE(row.summary.empty());
  }
  EXPECT_EQ(find_strategy("reuse"), nullptr);
  EXPECT_EQ(find_strategy(""), nullptr);
}

template <typename Row>
void expect_good_rows(std::span<const Row> rows) {
  std::set<std::string_view> names;
  for (const Row& row : rows) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name << " twice";
    EXPECT_FALSE(row.summary.empty()) << row.name;
    EXPECT_EQ(find_named(rows, row.name), &row);
  }
}

TEST(Parts, have_names_of_their_own_and_say_what_they_do) {
  expect_good_rows(accepts());
  expect_good_rows(placements());
  expect_good_rows(handoffs());
  expect_good_rows(afterwards());
  expect_good_rows(backends());
}

TEST(Parts, that_do_not_go_together_say_why) {
  const auto why = [](auto... names) { return why_impossible(parts_named(names...)); };
  EXPECT_EQ(why("acceptor-thread", "two-choices", "eventfd", "stays"), std::nullopt);
  EXPECT_THAT(why("acceptor-thread", "here", "none", "stays"),
              Optional(StartsWith("--placement here: needs workers that accept")));
  EXPECT_THAT(why("own-listener", "random", "none", "stays"),
              Optional(StartsWith("--placement random: needs a way to hand connections over")));
  EXPECT_THAT(why("own-listener", "here", "eventfd", "stays"),
              Optional(StartsWith("--handoff eventfd: needs a placement that chooses")));
  EXPECT_EQ(why("own-listener", "here", "eventfd", "evens-out"), std::nullopt);
  EXPECT_THAT(why("own-listener", "here", "none", "evens-out"),
              Optional(StartsWith("--afterwards evens-out: needs a way to hand connections over")));
  EXPECT_THAT(why("own-listener", "here", "none", "moves-after-100"),
              Optional(StartsWith("--afterwards moves-after-100: needs a placement that chooses")));
}

TEST(Parts, that_do_not_exist_are_a_mistake_in_the_source) {
  EXPECT_THROW(parts_named("nobody", "here", "none", "stays"), std::logic_error);
  EXPECT_THROW(composed({"x", "y"}, "acceptor-thread", "here", "none", "stays"), std::logic_error);
}

TEST(Parts, know_what_they_start_and_what_can_wait_for_them) {
  const Parts parts = parts_named("acceptor-thread", "random", "condvar", "stays");
  EXPECT_EQ(other_threads_of(parts), "1 acceptor, 1 helper per worker");
  EXPECT_TRUE(placed_by_chance(parts));
  EXPECT_EQ(backends_for(parts).size(), backends().size());
  EXPECT_TRUE(placed_by_chance(parts_named("own-listener", "here", "none", "stays")));
  EXPECT_FALSE(placed_by_chance(parts_named("own-listener", "here", "eventfd", "evens-out")));
  const Parts shared = parts_named("shared-listener", "here", "none", "stays");
  EXPECT_EQ(other_threads_of(shared), "");
  EXPECT_FALSE(placed_by_chance(shared));
  for (const BackendRow* const backend : backends_for(shared)) EXPECT_TRUE(backend->wakes_one);
}

}  // namespace
}  // namespace dispatchbench
