#include "loadgen/options/options.hpp"

#include <initializer_list>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/command_line.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::HasSubstr;

Options parsed(std::initializer_list<const char*> arguments) {
  std::vector<const char*> argv{"loadgen", "http://127.0.0.1:8080"};
  argv.insert(argv.end(), arguments);
  std::ostringstream out;
  return *parse_options(static_cast<int>(argv.size()), argv.data(), out);
}

std::string refusal(std::initializer_list<const char*> arguments) {
  try {
    parsed(arguments);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Options, defaults_are_the_articles_load) {
  const Options options = parsed({});
  EXPECT_EQ(options.requests, 10'000U);
  EXPECT_EQ(options.threads, 32U);
  EXPECT_EQ(options.connections, 32U);
  EXPECT_EQ(options.body_size.text(), "40MB");
  EXPECT_EQ(options.split, Split::fixed);
  EXPECT_EQ(options.method, Method::put);
  EXPECT_EQ(options.rate, 0);
}

TEST(Options, few_connections_need_no_more_threads_than_that) {
  const Options options = parsed({"-c", "4"});
  EXPECT_EQ(options.connections, 4U);
  EXPECT_EQ(options.threads, 4U);
}

TEST(Options, connections_follow_threads_unless_given) {
  EXPECT_EQ(parsed({"-t", "3"}).connections, 3U);
  EXPECT_EQ(parsed({"-t", "3", "-c", "10"}).connections, 10U);
}

TEST(Options, fewer_connections_than_threads_are_refused) {
  EXPECT_THAT(refusal({"-t", "5", "-c", "3"}), HasSubstr("--connections 3: expected at least"));
}

TEST(Options, requests_and_duration_exclude_each_other) {
  EXPECT_THAT(refusal({"-n", "10", "--duration", "1s"}),
              HasSubstr("--duration 1s: expected either"));
  EXPECT_EQ(parsed({"--duration", "1s"}).duration, std::chrono::seconds(1));
}

struct Refused {
  const char* option;
  const char* value;
};

class RefusedOption : public testing::TestWithParam<Refused> {};

TEST_P(RefusedOption, is_named_in_one_line_that_says_what_would_be_right) {
  const auto [option, value] = GetParam();
  const std::string line = refusal({option, value});
  EXPECT_THAT(line, testing::StartsWith(std::string(option) + ' ' + value + ": expected "));
  EXPECT_EQ(line.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Values, RefusedOption,
    testing::Values(
        Refused{"--requests", "0"}, Refused{"--requests", "10x"}, Refused{"--requests", "-5"},
        Refused{"--threads", "0"}, Refused{"--threads", "1e3"}, Refused{"--connections", "0"},
        Refused{"--body-size", "40"}, Refused{"--body-size", "normal:1kB"},
        Refused{"--body-size", "uniform:2kB,1kB"}, Refused{"--split", "dynamic"},
        Refused{"--requests-per-connection", "x"}, Refused{"--duration", "0"},
        Refused{"--duration", "5"}, Refused{"--rate", "0"}, Refused{"--rate", "nan"},
        Refused{"--rate", "10000001"}, Refused{"--rate", "0.0009"}, Refused{"--duration", "1us"},
        Refused{"--duration", "1441m"}, Refused{"--warmup", "1441m"}, Refused{"--body-size", "2TB"},
        Refused{"--body-size", "pareto:1kB,1e-9"}, Refused{"--rate", "10/s"},
        Refused{"--warmup", "1"}, Refused{"--method", "POST"}, Refused{"--key-prefix", "a b"},
        Refused{"--timeout", "0"}, Refused{"--seed", "-1"}, Refused{"--pin", "0-"},
        Refused{"--output", "/nowhere/load.json"}, Refused{"--connections", "automatic"},
        Refused{"--connections", "auto"}, Refused{"--arrivals", "often"},
        Refused{"--arrivals", "poisson"}, Refused{"--skew", "zipf"}, Refused{"--skew", "zipf:1"},
        Refused{"--demand", "5"}, Refused{"--demand", "11s"}, Refused{"--demand", "pareto:1s"},
        Refused{"--think", "-1ms"}, Refused{"--mix", "/nowhere/mix.json"}, Refused{"--mix", "/tmp"},
        Refused{"--trace", "/nowhere/trace.csv"}, Refused{"--speed", "2"},
        Refused{"--speed", "0"}));

TEST(Options, unknown_and_repeated_ones_are_refused) {
  EXPECT_THAT(refusal({"--frobnicate"}), HasSubstr("frobnicate"));
  EXPECT_THAT(refusal({"-n", "1", "-n", "2"}), HasSubstr("requests"));
  EXPECT_NE(refusal({"second"}), "accepted");
}

TEST(Options, help_and_version_need_no_url) {
  for (const char* option : {"--help", "--version"}) {
    const std::vector<const char*> argv{"loadgen", option};
    std::ostringstream out;
    EXPECT_FALSE(parse_options(2, argv.data(), out));
    EXPECT_THAT(out.str(), HasSubstr("loadgen"));
  }
}

TEST(Options, that_contradict_each_other_are_refused) {
  EXPECT_THAT(refusal({"--rate", "5", "--think", "1ms"}), HasSubstr("--think 1ms: expected no --"));
  EXPECT_THAT(refusal({"--rate", "5", "--skew", "zipf:1", "--split", "shared"}),
              HasSubstr("--skew zipf:1: expected"));
  EXPECT_THAT(refusal({"--rate", "5", "--skew", "zipf:1", "-c", "auto"}), HasSubstr("--skew"));
  EXPECT_THAT(refusal({"--mix", "m", "-n", "5"}), HasSubstr("--requests 5: expected no --mix"));
  EXPECT_THAT(refusal({"--trace", "t", "--rate", "5"}), HasSubstr("--rate 5: expected no --trace"));
}

TEST(Options, connections_that_open_as_they_are_needed_have_a_limit_and_one_thread) {
  const Options options = parsed({"--rate", "5", "-c", "auto"});
  EXPECT_TRUE(options.auto_connections);
  EXPECT_EQ(options.connections, 10'000U);
  EXPECT_EQ(options.threads, 1U);
  EXPECT_EQ(to_json(options)["connections"], "auto");
}

TEST(Options, texts_of_the_json_parse_back) {
  const Options options = parsed({"--rate", "50", "--arrivals", "bursty:100ms,900ms", "--skew",
                                  "zipf:0.9", "--demand", "lognormal:5ms,2"});
  const auto json = to_json(options);
  const auto text = [&json](const char* name) { return json[name].get<std::string>(); };
  EXPECT_EQ(text("arrivals"), "bursty:100ms,900ms");
  EXPECT_EQ(text("skew"), "zipf:0.9");
  EXPECT_EQ(text("demand"), "lognormal:5ms,2");
  EXPECT_EQ(to_json(parsed({"--think", "exponential:1.5ms"}))["think"], "exponential:1500us");
}

TEST(Options, json_holds_effective_values_by_long_name) {
  const auto json =
      to_json(parsed({"--rate", "50", "--duration", "1.5s", "-s", "uniform:1kB,2kB"}));
  EXPECT_EQ(json["rate"], 50);
  EXPECT_EQ(json["duration"], "1500ms");
  EXPECT_EQ(json["requests"], nullptr);
  EXPECT_EQ(json["body-size"], "uniform:1kB,2kB");
  EXPECT_EQ(json["split"], "static");
  EXPECT_EQ(json["pin"], nullptr);
}

TEST(Url, is_taken_apart) {
  const auto url = parse_url("http://[::1]:81/a/b/");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, 81);
  EXPECT_EQ(url->path, "/a/b");
  EXPECT_EQ(url->authority(), "[::1]:81");
  EXPECT_EQ(parse_url("http://host")->authority(), "host");
}

TEST(Url, everything_else_is_refused) {
  for (const char* text : {"", "host", "https://host", "http://", "http://:80", "http://host:0",
                           "http://host:x", "http://host:70000", "http://user@host", "http://h/?q",
                           "http://h/#f", "http://a b", "http://[::1", "http://[::1]x:80"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

}  // namespace
}  // namespace dispatchbench::loadgen
