// Shares of variance, on tables whose answer is known.
#include "experiments/runner/map/explained.hpp"

#include <gtest/gtest.h>

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
      factorial([](auto, auto placement, auto, auto) { return 3.0 * placement; }), 1);
  EXPECT_NEAR(share(cell, "placement"), 1, 1e-9);
  EXPECT_NEAR(share(cell, "accept"), 0, 1e-9);
  EXPECT_NEAR(cell.together, 0, 1e-9);
  EXPECT_NEAR(cell.chance, 0, 1e-9);
}

TEST(ExplainedByChoices, two_independent_effects_are_shared_out_by_their_squares) {
  const auto cell = explained_by_choices(
      factorial([](auto accept, auto, auto, auto afterwards) { return 2.0 * accept + afterwards; }),
      1);
  EXPECT_NEAR(share(cell, "accept"), 0.8, 1e-9);
  EXPECT_NEAR(share(cell, "afterwards"), 0.2, 1e-9);
}

TEST(ExplainedByChoices, what_only_a_combination_does_is_told_apart) {
  const auto exclusive = [](auto accept, auto, auto handoff, auto) {
    return accept != handoff ? 1.0 : 0.0;
  };
  const auto cell = explained_by_choices(factorial(exclusive), 1);
  EXPECT_NEAR(cell.together, 1, 1e-9);
  for (const Explained& part : cell.explains) EXPECT_NEAR(part.share, 0, 1e-9) << part.choice;
}

TEST(ExplainedByChoices, what_draws_differ_by_is_chance) {
  const auto cell = explained_by_choices(
      factorial([](auto, auto placement, auto, auto) { return 2.0 * placement; }, {-1, 1}), 1);
  EXPECT_NEAR(cell.chance, 0.5, 1e-9);
  EXPECT_NEAR(share(cell, "placement"), 0.5, 1e-9);
}

TEST(ExplainedByChoices, two_choices_that_always_go_together_share_alike) {
  std::vector<Design> designs;
  for (const char* level : {"a", "b"}) {
    for (const char* other : {"x", "y"}) {
      designs.push_back({{level, level, other, "stays"}, {*level == 'a' ? 0.0 : 1.0}});
    }
  }
  const auto cell = explained_by_choices(designs, 1);
  EXPECT_NEAR(share(cell, "accept"), 0.5, 1e-9);
  EXPECT_NEAR(share(cell, "placement"), 0.5, 1e-9);
}

TEST(ExplainedByChoices, a_rare_level_of_afterwards_weighs_as_much_as_a_common_one) {
  std::vector<Design> designs(9, Design{{"a", "p", "h", "stays"}, {0.0}});
  designs.push_back({{"a", "p", "h", "shared"}, {1.0}});
  designs[0].choices.placement = "q";
  EXPECT_NEAR(share(explained_by_choices(designs, 1), "afterwards"), 1, 0.1);
}

TEST(ExplainedByChoices, intervals_hold_the_share_and_are_the_same_for_the_same_seed) {
  auto designs =
      factorial([](auto accept, auto placement, auto, auto) { return 1.0 * accept + placement; },
                {0, 0, 0, 0});
  for (std::size_t i = 0; i < designs.size(); ++i) designs[i].log_p99[i % 4] += 0.5;
  const auto cell = explained_by_choices(designs, 7);
  const auto again = explained_by_choices(designs, 7);
  for (std::size_t c = 0; c < cell.explains.size(); ++c) {
    EXPECT_LE(cell.explains[c].low, cell.explains[c].high);
    EXPECT_EQ(cell.explains[c].low, again.explains[c].low);
  }
  EXPECT_LT(cell.explains[0].low, cell.explains[0].high);
}

TEST(ExplainedByChoices, nothing_that_varies_is_explained_by_nothing) {
  const auto cell = explained_by_choices(factorial([](auto...) { return 1.0; }), 1);
  for (const Explained& part : cell.explains) EXPECT_EQ(part.share, 0);
}

}  // namespace
}  // namespace dispatchbench::runner
