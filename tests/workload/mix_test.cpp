#include "workload/mix.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/command_line.hpp"

namespace dispatchbench::workload {
namespace {

using testing::HasSubstr;

TEST(Mix, says_all_of_its_groups) {
  const Mix mix = parse_mix(R"([
    {"name": "fast", "connections": 8, "rate": 500, "arrivals": "poisson", "skew": "zipf:1",
     "body-size": "pareto:1kB,1.5", "demand": "exponential:1ms", "requests": 1000},
    {"name": "slow", "connections": 2, "think": "uniform:1ms,2ms", "method": "GET",
     "requests-per-connection": 10, "read-rate": "100kB/s"}])",
                            "mix.json");
  ASSERT_EQ(mix.size(), 2U);
  EXPECT_EQ(mix[0].name, "fast");
  EXPECT_EQ(mix[0].connections, 8U);
  EXPECT_EQ(mix[0].rate, 500);
  EXPECT_EQ(mix[0].arrivals.text(), "poisson");
  EXPECT_EQ(mix[0].spread.text(), "zipf:1");
  EXPECT_EQ(mix[0].body_size.text(), "pareto:1kB,1.5");
  EXPECT_EQ(mix[0].demand.text(), "exponential:1ms");
  EXPECT_EQ(mix[0].requests, 1000U);
  EXPECT_EQ(mix[1].rate, 0);
  EXPECT_EQ(mix[1].think.text(), "uniform:1ms,2ms");
  EXPECT_EQ(mix[1].method, Method::get);
  EXPECT_EQ(mix[1].requests_per_connection, 10U);
  EXPECT_EQ(mix[1].read_rate, 100e3);
  EXPECT_EQ(mix[1].requests, std::nullopt);
}

TEST(Mix, groups_without_a_name_have_a_number) {
  const Mix mix = parse_mix(R"([{"connections": 1}, {"connections": 1}])", "mix.json");
  EXPECT_EQ(mix[0].name, "1");
  EXPECT_EQ(mix[1].name, "2");
  EXPECT_TRUE(mix[0].demand.none());
}

struct RefusedMix {
  const char* json;
  const char* sentence;
};

class WrongMix : public testing::TestWithParam<RefusedMix> {};

TEST_P(WrongMix, is_refused_in_one_line_that_names_group_and_key) {
  try {
    parse_mix(GetParam().json, "mix.json");
    FAIL() << GetParam().json;
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr(GetParam().sentence));
    EXPECT_THAT(error.what(), testing::StartsWith("mix.json: "));
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Mixes, WrongMix,
    testing::Values(
        RefusedMix{"", "expected a JSON list"}, RefusedMix{"[]", "expected a JSON list"},
        RefusedMix{"{}", "expected a JSON list"}, RefusedMix{"[1]", "group 1: expected an object"},
        RefusedMix{R"([{}])", "group 1: connections: expected a whole number; it is missing"},
        RefusedMix{R"([{"connections": 0}])", "group 1: connections 0: expected a whole number"},
        RefusedMix{R"([{"connections": -1}])", "connections -1"},
        RefusedMix{R"([{"connections": 1.5}])", "connections 1.5"},
        RefusedMix{R"([{"connections": 1}, {"connections": "2"}])", "group 2: connections \"2\""},
        RefusedMix{R"([{"name": "a", "connections": 1, "rate": 0}])", "group 1 \"a\": rate 0"},
        RefusedMix{R"([{"connections": 1, "rate": 1e400}])", "expected"},
        RefusedMix{R"([{"connections": 1, "demand": "5"}])", "demand \"5\": expected at most 10s"},
        RefusedMix{R"([{"connections": 1, "demand": "1m"}])",
                   "demand \"1m\": expected at most 10s"},
        RefusedMix{R"([{"connections": 1, "body-size": "5ms"}])", "body-size \"5ms\""},
        RefusedMix{R"([{"connections": 1, "think": 5}])", "think 5: expected a time"},
        RefusedMix{R"([{"connections": 1, "arrivals": "poisson"}])", "arrivals: expected a rate"},
        RefusedMix{R"([{"connections": 1, "skew": "zipf:1"}])", "skew: expected a rate"},
        RefusedMix{R"([{"connections": 1, "rate": 1, "think": "1s"}])", "think: expected no rate"},
        RefusedMix{R"([{"connections": 1, "method": "POST"}])",
                   "method \"POST\": expected PUT or GET"},
        RefusedMix{R"([{"connections": 1, "read-rate": "1kB"}])", "read-rate \"1kB\""},
        RefusedMix{R"([{"connections": 1, "method": "GET", "write-rate": "1kB/s"}])", "write-rate"},
        RefusedMix{R"([{"connections": 1, "colour\n": 1}])",
                   "\"colour\\n\": expected one of name, con"},
        RefusedMix{R"([{"name": "2", "connections": 1}, {"connections": 1}])",
                   "group 2: name: expected one that no other group has"},
        RefusedMix{R"([{"connections": 1000000}, {"connections": 1}])",
                   "1000000 connections in all"}));

}  // namespace
}  // namespace dispatchbench::workload
