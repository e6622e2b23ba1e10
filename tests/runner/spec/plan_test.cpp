#include "experiments/runner/spec/plan.hpp"

#include <map>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/command_line.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

std::vector<std::string> order_of(const Plan& plan) {
  std::vector<std::string> order;
  for (const PlannedRun& run : plan.runs) order.push_back(run.file_name());
  return order;
}

Sizing scaled(double scale) {
  Sizing sizing;
  sizing.scale = scale;
  return sizing;
}

TEST(Plan, is_the_same_for_the_same_seed_and_another_for_another) {
  Json spec = some_spec();
  const auto order = order_of(make_plan(parsed(spec), {}));
  EXPECT_EQ(order_of(make_plan(parsed(spec), {})), order);
  spec["seed"] = 8;
  EXPECT_NE(order_of(make_plan(parsed(spec), {})), order);
}

TEST(Plan, every_round_runs_every_row_once_before_the_next_begins) {
  const Plan plan = make_plan(parsed(some_spec()), {});
  ASSERT_EQ(plan.runs.size(), 16U);
  std::map<unsigned, std::set<std::string>> rows;
  unsigned index = 0;
  for (const PlannedRun& run : plan.runs) {
    EXPECT_EQ(run.index, ++index);
    EXPECT_EQ(run.round, (index - 1) / 4 + 1);
    rows[run.round].insert(run.name);
  }
  for (const auto& [round, names] : rows) EXPECT_EQ(names.size(), 4U) << round;
}

TEST(Plan, rounds_differ_in_their_order) {
  const Plan plan = make_plan(parsed(some_spec()), {});
  std::set<std::string> orders;
  for (std::size_t i = 0; i < plan.runs.size(); i += 4) {
    orders.insert(plan.runs[i].name + plan.runs[i + 1].name + plan.runs[i + 2].name);
  }
  EXPECT_GT(orders.size(), 1U);
}

TEST(Plan, a_run_sends_its_share_of_the_requests_whatever_the_number_of_rounds) {
  Sizing sizing;
  sizing.rounds = 2;
  const Plan plan = make_plan(parsed(some_spec()), sizing);
  EXPECT_EQ(plan.runs.size(), 8U);
  EXPECT_EQ(plan.runs[0].load.at("requests"), 100);
}

TEST(Plan, scale_never_goes_below_two_requests_a_connection_and_says_so) {
  EXPECT_EQ(make_plan(parsed(some_spec()), scaled(0.5)).runs[0].load.at("requests"), 50);
  const Plan plan = make_plan(parsed(some_spec()), scaled(0.01));
  EXPECT_EQ(plan.runs[0].load.at("requests"), 8);
  ASSERT_EQ(plan.notes.size(), 4U);
  EXPECT_THAT(plan.notes[0], testing::HasSubstr("sends 8, 2 a connection"));
}

TEST(Plan, an_experiment_that_sends_less_than_two_a_connection_is_left_as_it_is) {
  Json spec = some_spec();
  spec["load"]["requests"] = 4;
  const Plan plan = make_plan(parsed(spec), {});
  EXPECT_EQ(plan.runs[0].load.at("requests"), 1);
  EXPECT_TRUE(plan.notes.empty());
}

TEST(Plan, says_that_there_will_be_no_ratios_without_the_baseline) {
  Sizing sizing;
  sizing.only = {"reuseport"};
  EXPECT_THAT(make_plan(parsed(some_spec()), sizing).notes,
              testing::ElementsAre(testing::HasSubstr("threads-epoll is left out")));
  sizing.only = {"reuseport", "threads-epoll"};
  EXPECT_TRUE(make_plan(parsed(some_spec()), sizing).notes.empty());
}

TEST(Plan, scale_shortens_a_duration_and_the_estimate) {
  Json spec = some_spec();
  spec["load"].erase("requests");
  spec["load"]["duration"] = "10s";
  spec["estimate_seconds"] = 10;
  const Plan plan = make_plan(parsed(spec), scaled(0.25));
  EXPECT_EQ(plan.runs[0].load.at("duration"), "2500ms");
  EXPECT_DOUBLE_EQ(plan.estimate_seconds(), 16 * 2.5);
}

TEST(Plan, a_row_that_repeats_has_more_runs_in_each_round) {
  Json spec = some_spec();
  spec["rows"] = Json::parse(R"([{"strategy": "reuseport", "repeats": 3}, "threads-epoll"])");
  const Plan plan = make_plan(parsed(spec), {});
  EXPECT_EQ(plan.runs.size(), 16U);
  EXPECT_EQ(plan.runs[0].load.at("requests"), 100);
}

TEST(Plan, rows_of_a_round_share_a_seed_that_the_next_round_does_not) {
  const Plan plan = make_plan(parsed(some_spec()), {});
  EXPECT_EQ(plan.runs[0].load.at("seed"), plan.runs[3].load.at("seed"));
  EXPECT_NE(plan.runs[0].load.at("seed"), plan.runs[4].load.at("seed"));
}

TEST(Plan, only_leaves_the_rows_it_names_and_refuses_others) {
  Sizing sizing;
  sizing.only = {"reuseport"};
  EXPECT_EQ(make_plan(parsed(some_spec()), sizing).runs.size(), 4U);
  sizing.only = {"nginx"};
  EXPECT_THROW(make_plan(parsed(some_spec()), sizing), UsageError);
}

TEST(Plan, a_label_names_the_row_and_its_point) {
  EXPECT_EQ(label("reuseport", Json::object()), "reuseport");
  EXPECT_EQ(label("reuseport", {{"load.split", "static"}, {"load.connections", 32}}),
            "reuseport split=static connections=32");
}

Combination first_combination(const char* patch) {
  Json spec = some_spec();
  spec.merge_patch(Json::parse(patch));
  return combinations_of(parsed(spec)).front();
}

TEST(Combination, has_a_connection_for_each_thread_that_loadgen_would_start) {
  EXPECT_EQ(first_combination(R"({"load": {"connections": null, "threads": null}})").connections,
            32U);
  EXPECT_EQ(first_combination(R"({"load": {"connections": null}})").connections, 2U);
  EXPECT_EQ(first_combination("{}").connections, 4U);
}

TEST(Combination, is_placed_by_chance_as_the_parts_that_it_names_say) {
  const auto by_chance = [](const char* server) {
    const std::string row = fmt::format(R"({{"strategy": "reuseport", "server": {}}})", server);
    return first_combination((R"({"baseline": null, "rows": [)" + row + "]}").c_str())
        .placement_by_chance;
  };
  EXPECT_TRUE(by_chance("{}"));
  EXPECT_FALSE(by_chance(R"({"placement": "round-robin"})"));
  EXPECT_FALSE(by_chance(R"({"accept": "acceptor-thread"})"));
  EXPECT_TRUE(by_chance(R"({"accept": "acceptor-thread", "placement": "random"})"));
  EXPECT_TRUE(by_chance(R"({"backlog": 5})"));
  EXPECT_FALSE(
      first_combination(R"({"server": {"placement": "round-robin"}})").placement_by_chance);
}

}  // namespace
}  // namespace dispatchbench::runner
