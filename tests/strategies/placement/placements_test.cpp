// Placements alone: loads and randomness in, a worker's number out.
#include "strategies/placement/placements.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "base/named_rows.hpp"

namespace dispatchbench {
namespace {

using Loads = std::vector<WorkerLoad>;

std::unique_ptr<Placement> make_placement(std::string_view name, std::size_t self = 0) {
  return find_named(placements(), name)->make(self);
}

Loads loads_of(const std::vector<std::uint32_t>& connections) {
  Loads loads;
  for (const std::uint32_t count : connections) loads.push_back({count, 0, false});
  return loads;
}

/// How many of `connections` each of `workers` gets, if none ever ends.
std::vector<std::uint32_t> place(Placement& placement, std::size_t workers, int connections) {
  Random random(7);
  Loads loads(workers);
  for (int i = 0; i < connections; ++i)
    ++loads[placement.choose(loads, Origin{}, random)].connections;
  std::vector<std::uint32_t> counts;
  for (const WorkerLoad& load : loads) counts.push_back(load.connections);
  return counts;
}

TEST(EveryPlacement, chooses_a_worker_that_there_is) {
  for (const PlacementRow& row : placements()) {
    const auto placement = row.make(0);
    Random random(1);
    for (int i = 0; i < 100; ++i) {
      EXPECT_LT(placement->choose(Loads(3), Origin{}, random), 3U) << row.name;
    }
  }
}

TEST(EveryPlacement, chooses_the_only_worker) {
  for (const PlacementRow& row : placements()) {
    Random random(1);
    EXPECT_EQ(row.make(0)->choose(Loads(1), Origin{}, random), 0U) << row.name;
  }
}

TEST(EveryPlacement, chooses_the_same_with_the_same_seed) {
  for (const PlacementRow& row : placements()) {
    EXPECT_EQ(place(*row.make(0), 5, 200), place(*row.make(0), 5, 200)) << row.name;
  }
}

TEST(Here, is_the_worker_that_asks) {
  EXPECT_EQ(place(*make_placement("here", 2), 4, 10), (std::vector<std::uint32_t>{0, 0, 10, 0}));
}

TEST(RoundRobin, takes_the_workers_in_turn_and_begins_with_the_one_that_asks) {
  const auto placement = make_placement("round-robin", 2);
  Random random(1);
  std::vector<std::size_t> chosen(5);
  for (std::size_t& worker : chosen) worker = placement->choose(Loads(3), Origin{}, random);
  EXPECT_EQ(chosen, (std::vector<std::size_t>{2, 0, 1, 2, 0}));
}

TEST(RandomPlacement, gives_each_worker_its_share) {
  for (const std::uint32_t count : place(*make_placement("random"), 4, 4000)) {
    EXPECT_NEAR(count, 1000, 150);  // five standard deviations; the seed is fixed
  }
}

TEST(LeastConnections, fills_up_whoever_has_fewest) {
  const auto placement = make_placement("least-connections");
  Random random(1);
  EXPECT_EQ(placement->choose(loads_of({3, 2, 1, 2}), Origin{}, random), 2U);
  EXPECT_EQ(place(*placement, 4, 41).size(), 4U);
  for (const std::uint32_t count : place(*placement, 4, 40)) EXPECT_EQ(count, 10U);
}

TEST(LeastConnections, chooses_any_of_several_that_have_fewest) {
  const auto placement = make_placement("least-connections");
  Random random(1);
  std::vector<int> chosen(4);
  for (int i = 0; i < 300; ++i)
    ++chosen[placement->choose(loads_of({1, 0, 0, 0}), Origin{}, random)];
  EXPECT_EQ(chosen[0], 0);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_NEAR(chosen[i], 100, 40);
}

TEST(FewestRequests, goes_by_requests_in_hand_and_where_they_are_equal_by_connections) {
  const auto placement = make_placement("fewest-requests");
  Random random(1);
  EXPECT_EQ(placement->choose(Loads{{1, 1, false}, {9, 0, false}}, Origin{}, random), 1U);
  EXPECT_EQ(placement->choose(Loads{{9, 1, false}, {1, 1, false}}, Origin{}, random), 1U);
  for (const std::uint32_t count : place(*placement, 4, 40)) EXPECT_EQ(count, 10U);
}

TEST(TwoChoices, never_chooses_the_one_that_has_most) {
  const auto placement = make_placement("two-choices");
  Random random(1);
  for (int i = 0; i < 200; ++i)
    EXPECT_NE(placement->choose(loads_of({1, 9, 2}), Origin{}, random), 1U);
}

TEST(TwoChoices, is_far_more_even_than_chance) {
  const auto fullest = [](const std::vector<std::uint32_t>& counts) {
    return *std::max_element(counts.begin(), counts.end());
  };
  EXPECT_LE(fullest(place(*make_placement("two-choices"), 64, 64)), 3U);
  EXPECT_GE(fullest(place(*make_placement("random"), 64, 64)), 4U);
}

TEST(TwoFinger, takes_of_two_workers_the_one_with_fewer) {
  const auto placement = make_placement("two-finger");
  Random random(1);
  for (int i = 0; i < 20; ++i) {
    EXPECT_NE(placement->choose(loads_of({1, 9, 2}), Origin{}, random), 1U);
  }
}

TEST(TwoFinger, goes_round_all_workers) {
  for (const std::uint32_t count : place(*make_placement("two-finger"), 5, 100)) {
    EXPECT_EQ(count, 20U);
  }
}

TEST(TwoFinger, leaves_the_finger_where_it_won_and_moves_the_other) {
  const auto placement = make_placement("two-finger", 2);
  Random random(1);
  std::vector<std::size_t> chosen(3);
  for (std::size_t& worker : chosen) {
    worker = placement->choose(loads_of({8, 6, 1, 7}), Origin{}, random);
  }
  EXPECT_EQ(chosen, (std::vector<std::size_t>{2, 2, 2}));
}

TEST(JoinIdleQueue, takes_whoever_is_idle_however_many_connections_it_has) {
  const auto placement = make_placement("join-idle-queue");
  Random random(1);
  Loads loads = loads_of({0, 9, 0});
  loads[1].idle = true;
  for (int i = 0; i < 20; ++i) EXPECT_EQ(placement->choose(loads, Origin{}, random), 1U);
}

TEST(JoinIdleQueue, takes_the_idle_in_turn_and_any_where_there_is_none) {
  const auto placement = make_placement("join-idle-queue");
  Random random(1);
  std::vector<int> chosen(3);
  for (int i = 0; i < 30; ++i) {
    ++chosen[placement->choose(Loads(3, WorkerLoad{.idle = true}), Origin{}, random)];
  }
  EXPECT_EQ(chosen, (std::vector<int>{10, 10, 10}));
  for (int i = 0; i < 300; ++i) ++chosen[placement->choose(Loads(3), Origin{}, random)];
  for (const int count : chosen) EXPECT_NEAR(count, 110, 40);
}

TEST(BySourcePort, is_what_the_client_says) {
  Random random(1);
  const auto placement = make_placement("by-source-port");
  for (std::uint16_t port = 40'000; port < 40'003; ++port) {
    const Origin origin{.source_port = port};
    EXPECT_EQ(placement->choose(Loads(3), origin, random), port % 3U);
  }
}

TEST(ByCpu, is_the_processor_s_worker) {
  Random random(1);
  const auto placement = make_placement("by-cpu");
  for (const std::uint32_t cpu : {0U, 3U, 5U}) {
    EXPECT_EQ(placement->choose(Loads(4), Origin{.cpu = cpu}, random), cpu % 4);
  }
}

TEST(Random, gives_every_number_below_the_bound) {
  Random random(3);
  std::vector<int> seen(7);
  for (int i = 0; i < 7000; ++i) ++seen[random.below(7)];
  for (const int count : seen) EXPECT_NEAR(count, 1000, 150);
}

}  // namespace
}  // namespace dispatchbench
