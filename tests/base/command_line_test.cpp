#include "base/command_line.hpp"

#include <vector>

#include <boost/program_options/value_semantic.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

namespace po = boost::program_options;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

po::variables_map parse(std::vector<const char*> arguments) {
  po::options_description options;
  options.add_options()("body-size", po::value<std::string>())(
      "threads,t", po::value<std::string>())("null", "")("url", po::value<std::string>());
  po::positional_options_description positional;
  positional.add("url", 1);
  arguments.insert(arguments.begin(), "program");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data(), options,
                            positional);
}

/// What the refusal says; empty if there was none.
template <typename Action>
std::string refusal(Action action) {
  try {
    action();
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(CommandLine, takes_long_short_and_positional_options) {
  const auto values = parse({"--body-size", "40MB", "-t4", "--null", "http://host"});
  EXPECT_EQ(values["body-size"].as<std::string>(), "40MB");
  EXPECT_EQ(values["threads"].as<std::string>(), "4");
  EXPECT_EQ(values["url"].as<std::string>(), "http://host");
  EXPECT_EQ(values.count("null"), 1U);
}

TEST(CommandLine, takes_an_equals_sign_between_name_and_value) {
  EXPECT_EQ(parse({"--body-size=1B"})["body-size"].as<std::string>(), "1B");
}

TEST(CommandLine, refuses_what_it_does_not_know) {
  EXPECT_THAT(refusal([] { parse({"--bodysize", "1B"}); }), HasSubstr("--bodysize"));
}

TEST(CommandLine, never_guesses_an_option_from_its_beginning) {
  EXPECT_THAT(refusal([] { parse({"--body", "1B"}); }), HasSubstr("--body"));
}

TEST(CommandLine, refuses_an_option_given_twice) {
  EXPECT_THAT(refusal([] { parse({"-t1", "--threads", "2"}); }), HasSubstr("--threads"));
}

TEST(CommandLine, refuses_an_option_without_its_value) {
  EXPECT_THAT(refusal([] { parse({"--body-size"}); }), HasSubstr("--body-size"));
}

TEST(CommandLine, refuses_a_value_where_none_belongs) {
  EXPECT_THAT(refusal([] { parse({"--null=yes"}); }), HasSubstr("--null"));
}

TEST(CommandLine, refuses_more_arguments_than_it_takes) {
  EXPECT_THAT(refusal([] { parse({"http://a", "http://b"}); }), HasSubstr("too many arguments"));
}

TEST(CommandLine, refuses_in_one_line) {
  for (const char* bad : {"--nonsense", "--body-size", "--null=1"}) {
    EXPECT_THAT(refusal([bad] { parse({bad}); }), AllOf(Not(HasSubstr("\n")), Not(""))) << bad;
  }
}

TEST(CommandLine, says_of_a_value_that_is_refused_the_option_the_text_and_what_is_right) {
  EXPECT_THAT(refusal([] { count_option("threads", "0", 1, 4096); }),
              "--threads 0: expected a whole number from 1 to 4096");
  EXPECT_THAT(refusal([] { count_option("threads", "", 1, 4096); }), HasSubstr("--threads ''"));
}

TEST(CommandLine, keeps_counts_within_their_bounds) {
  for (const char* bad :
       {"", "0", "11", "-1", "+1", "1.5", "1 ", " 1", "ten", "0x5", "99999999999999999999"}) {
    EXPECT_THAT(refusal([bad] { count_option("threads", bad, 1, 10); }),
                HasSubstr("a whole number from 1 to 10"))
        << bad;
  }
  EXPECT_EQ(count_option("threads", "1", 1, 10), 1U);
  EXPECT_EQ(count_option("threads", "10", 1, 10), 10U);
}

}  // namespace
}  // namespace dispatchbench
