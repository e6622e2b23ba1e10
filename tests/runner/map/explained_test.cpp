// Shares of variance, on tables whose answer is known.
#include "experiments/runner/map/explained.hpp"

#include <gtest/gtest.h>

#include "workload/draw.hpp"

namespace dispatchbench::runner {
namespace {

/// Two levels of each choice, all sixteen combinations; `value` of the four levels, 0 or 1.
template <class Value>
std::vector<Design> factorial(const Value& value, const std::vector<double>& draws = {0, 0, 0}) {
  std::vector<Design> designs;
  for (unsigned i = 0; i < 16; ++i) {
    const auto level = [i](unsigned choice) { return i >> choice & 1U; };
    const auto name = [&](unsigned choice) { return std::to_string(level(choice)); };
    Design design{{name(0), name(1), name(2), name(3)}, {}};
    for (const double draw : draws) {
      design.log_p99.push_back(value(level(0), level(1), level(2), level(3)) + draw);
    }
    designs.push_back(design);
  }
  return designs;
}

double share(const ExplainedCell& cell, const std::string& choice) {
  for (const Explained& part : cell.explains) {
    if (part.choice == choice) return part.share;
  }
  return -1;
}

TEST(ExplainedByChoices, one_choice_that_alone_matters_explains_everything) {
  const auto cell = explained_by_choices(
      factorial([](auto, auto placement, auto, auto) { return 3.0 * placement; }));
  EXPECT_NEAR(share(cell, "placement"), 1, 1e-9);
  EXPECT_NEAR(share(cell, "accept"), 0, 1e-9);
  EXPECT_NEAR(cell.together, 0, 1e-9);
  EXPECT_NEAR(cell.chance, 0, 1e-9);
}

TEST(ExplainedByChoices, two_independent_effects_are_shared_out_by_their_squares) {
  const auto cell = explained_by_choices(factorial(
      [](auto accept, auto, auto, auto afterwards) { return 2.0 * accept + afterwards; }));
  EXPECT_NEAR(share(cell, "accept"), 0.8, 1e-9);
  EXPECT_NEAR(share(cell, "afterwards"), 0.2, 1e-9);
}

TEST(ExplainedByChoices, what_only_a_combination_does_is_told_apart) {
  const auto exclusive = [](auto accept, auto, auto handoff, auto) {
    return accept != handoff ? 1.0 : 0.0;
  };
  const auto cell = explained_by_choices(factorial(exclusive));
  EXPECT_NEAR(cell.together, 1, 1e-9);
  for (const Explained& part : cell.explains) EXPECT_NEAR(part.share, 0, 1e-9) << part.choice;
}

TEST(ExplainedByChoices, what_a_draw_does_to_all_designs_is_in_nothing) {
  const auto cell = explained_by_choices(
      factorial([](auto, auto placement, auto, auto) { return 2.0 * placement; }, {-1, 1}));
  EXPECT_NEAR(cell.chance, 0, 1e-9);
  EXPECT_NEAR(share(cell, "placement"), 1, 1e-9);
}

/// Placement explains half of the variance between designs at a draw, and chance the other half.
std::vector<Design> half_chance(std::uint64_t seed, double effect = 2, unsigned draws = 7) {
  auto designs = factorial([&](auto, auto placement, auto, auto) { return effect * placement; },
                           std::vector<double>(draws));
  for (std::size_t i = 0; i < designs.size(); ++i) {
    for (std::size_t draw = 0; draw < draws; ++draw) {
      designs[i].log_p99[draw] +=
          workload::normal_at(seed, workload::Stream::demand, i * draws + draw);
    }
  }
  return designs;
}

double mean_chance(double effect, unsigned draws) {
  double sum = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    sum += explained_by_choices(half_chance(seed, effect, draws)).chance / 100;
  }
  return sum;
}

TEST(ExplainedByChoices, what_differences_change_by_from_draw_to_draw_is_chance) {
  const double of_a_draw = 15.0 / 16;  // that no mean over designs has taken
  EXPECT_NEAR(mean_chance(2, 7), of_a_draw / (of_a_draw + 1), 0.03);
}

TEST(ExplainedByChoices, few_draws_leave_no_chance_in_the_shares_of_choices) {
  EXPECT_GT(mean_chance(0, 2), 0.8);
  EXPECT_NEAR(mean_chance(2, 3), mean_chance(2, 12), 0.03);
}

TEST(ExplainedByChoices, intervals_hold_the_true_share_and_lie_on_both_sides_of_what_is_found) {
  unsigned held = 0;
  double below = 0;
  double above = 0;
  const double truth = 1 / (1 + 15.0 / 16);
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto cell = explained_by_choices(half_chance(seed));
    const Explained& placement = cell.explains[1];
    held += *placement.low <= truth && truth <= *placement.high ? 1 : 0;
    below += placement.share - *placement.low;
    above += *placement.high - placement.share;
  }
  EXPECT_GE(held, 180U);
  EXPECT_NEAR(below / above, 1, 0.1);
}

TEST(ExplainedByChoices, there_are_no_intervals_of_few_draws) {
  const auto cell = explained_by_choices(half_chance(1, 2, 5));
  for (const Explained& part : cell.explains) EXPECT_FALSE(part.low || part.high) << part.choice;
}

TEST(ExplainedByChoices, two_choices_that_always_go_together_share_alike) {
  std::vector<Design> designs;
  for (const char* level : {"a", "b"}) {
    for (const char* other : {"x", "y"}) {
      designs.push_back({{level, level, other, "stays"}, {*level == 'a' ? 0.0 : 1.0}});
    }
  }
  const auto cell = explained_by_choices(designs);
  EXPECT_NEAR(share(cell, "accept"), 0.5, 1e-9);
  EXPECT_NEAR(share(cell, "placement"), 0.5, 1e-9);
}

TEST(ExplainedByChoices, a_rare_level_of_afterwards_weighs_as_much_as_a_common_one) {
  std::vector<Design> designs(9, Design{{"a", "p", "h", "stays"}, {0.0}});
  designs.push_back({{"a", "p", "h", "shared"}, {1.0}});
  designs[0].choices.placement = "q";
  EXPECT_NEAR(share(explained_by_choices(designs), "afterwards"), 1, 0.1);
}

TEST(ExplainedByChoices, nothing_that_varies_is_explained_by_nothing) {
  const auto cell = explained_by_choices(factorial([](auto...) { return 1.0; }));
  for (const Explained& part : cell.explains) EXPECT_EQ(part.share, 0);
}

}  // namespace
}  // namespace dispatchbench::runner
