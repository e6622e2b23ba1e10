#include "base/option.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/command_line.hpp"
#include "base/option_values.hpp"

namespace dispatchbench {
namespace {

using testing::HasSubstr;

OptionTable some_table() {
  return {{.name = "threads",
           .letter = 't',
           .kind = OptionKind::count,
           .standard = "2",
           .least = "1",
           .most = "64",
           .help = "how many"},
          {.name = "rate", .kind = OptionKind::number, .noun = "a figure", .least = "0.5"},
          {.name = "pause", .kind = OptionKind::duration, .least = "1ms", .most = "1m"},
          {.name = "split", .kind = OptionKind::choice, .choices = {"static", "shared"}},
          {.name = "null", .set_by = SetBy::user}};
}

OptionValues parsed(std::vector<const char*> arguments, int most_arguments = 0) {
  static const OptionTable table = some_table();
  arguments.insert(arguments.begin(), "program");
  return {static_cast<int>(arguments.size()), arguments.data(), table, most_arguments};
}

std::string refusal_of(const std::vector<const char*>& arguments) {
  try {
    parsed(arguments);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

std::string expected_by(const Option& option, std::string_view text) {
  return expected_instead(option, text).value_or("accepted");
}

TEST(OptionValues, are_what_the_user_gave_or_the_row_says) {
  const auto values = parsed({"--rate", "2.5", "--pause", "5ms", "--null", "url"}, 1);
  EXPECT_EQ(values.count("threads"), 2U);
  EXPECT_FALSE(values.given("threads"));
  EXPECT_EQ(values.number("rate"), 2.5);
  EXPECT_EQ(values.duration("pause"), std::chrono::milliseconds(5));
  EXPECT_TRUE(values.has("null"));
  EXPECT_FALSE(values.has("split"));
  EXPECT_THAT(values.arguments(), testing::ElementsAre("url"));
}

TEST(OptionValues, are_all_there_of_an_option_that_may_be_repeated) {
  const OptionTable table{{.name = "peer", .kind = OptionKind::text, .value = "NAME …"},
                          {.name = "seed", .kind = OptionKind::count, .standard = "7"}};
  const std::vector<const char*> words{"program", "--peer", "one", "--peer", "two"};
  const OptionValues values(static_cast<int>(words.size()), words.data(), table);
  EXPECT_THAT(values.texts("peer"), testing::ElementsAre("one", "two"));
  EXPECT_THAT(values.texts("seed"), testing::ElementsAre("7"));
  const std::vector<const char*> empty{"program", "--peer", "one", "--peer", ""};
  EXPECT_THROW(OptionValues(static_cast<int>(empty.size()), empty.data(), table), UsageError);
}

TEST(OptionValues, are_words_between_commas) {
  const OptionTable table{{.name = "only", .kind = OptionKind::text, .value = "NAME,NAME…"}};
  const std::vector<const char*> words{"program", "--only", "one,two,,three"};
  const OptionValues values(static_cast<int>(words.size()), words.data(), table);
  EXPECT_THAT(values.words("only"), testing::ElementsAre("one", "two", "", "three"));
}

TEST(OptionValues, are_refused_with_the_range_or_the_choices_of_the_row) {
  EXPECT_EQ(refusal_of({"-t", "65"}), "--threads 65: expected a whole number from 1 to 64");
  EXPECT_EQ(refusal_of({"--rate", "nan"}), "--rate nan: expected a figure above zero, from 0.5");
  EXPECT_EQ(refusal_of({"--pause", "2m"}),
            "--pause 2m: expected a time above zero, from 1ms to 1m");
  EXPECT_THAT(refusal_of({"--pause", "5"}), HasSubstr("ms, s or m"));
  EXPECT_EQ(refusal_of({"--split", "odd"}), "--split odd: expected one of static, shared");
}

TEST(OptionValues, stand_behind_a_space_or_an_equals_sign_or_the_letter) {
  EXPECT_EQ(parsed({"--threads=4"}).count("threads"), 4U);
  EXPECT_EQ(parsed({"--threads", "4"}).count("threads"), 4U);
  EXPECT_EQ(parsed({"-t4"}).count("threads"), 4U);
  EXPECT_EQ(parsed({"-t", "4"}).count("threads"), 4U);
}

TEST(OptionValues, are_not_guessed_from_the_beginning_of_a_name) {
  EXPECT_EQ(refusal_of({"--thread", "4"}),
            "--thread: unknown option; choose from threads, rate, pause, split, null");
  EXPECT_THAT(refusal_of({"-x"}), testing::StartsWith("-x: unknown option; choose from threads,"));
  EXPECT_THAT(refusal_of({"--t", "4"}), testing::StartsWith("--t: unknown option"));
}

TEST(OptionValues, are_refused_where_they_are_missing_or_there_twice_or_do_not_belong) {
  EXPECT_EQ(refusal_of({"--threads"}), "--threads: expected a whole number from 1 to 64");
  EXPECT_EQ(refusal_of({"-t"}), "--threads: expected a whole number from 1 to 64");
  EXPECT_EQ(refusal_of({"--split"}), "--split: expected one of static, shared");
  EXPECT_EQ(refusal_of({"-t1", "--threads", "2"}), "--threads: expected once");
  EXPECT_EQ(refusal_of({"--null=yes"}), "--null: expected no value");
}

TEST(OptionValues, are_refused_beside_an_argument_that_is_not_wanted) {
  EXPECT_EQ(refusal_of({"stray"}), "stray: one argument too many; see --help");
  EXPECT_THROW(parsed({"one", "two"}, 1), UsageError);
  EXPECT_THAT(parsed({"one", "two"}, -1).arguments(), testing::ElementsAre("one", "two"));
}

TEST(Option, takes_what_its_kind_means) {
  const auto of = [](OptionKind kind) { return Option{.name = "x", .kind = kind}; };
  for (const char* text : {"40MB", "uniform:1MB,4MB", "exponential:4MB", "pareto:1MB,1.5"}) {
    EXPECT_EQ(expected_by(of(OptionKind::body_size), text), "accepted") << text;
  }
  for (const char* text : {"40", "uniform:1MB", "pareto:1MB,0", "normal:1MB"}) {
    EXPECT_THAT(expected_by(of(OptionKind::body_size), text), HasSubstr("pareto:")) << text;
  }
  EXPECT_EQ(expected_by(of(OptionKind::distribution), "lognormal:5ms,2"), "accepted");
  EXPECT_THAT(expected_by(of(OptionKind::distribution), "lognormal:5kB,2"), HasSubstr("a time"));
  EXPECT_EQ(expected_by(of(OptionKind::rate), "1MB/s"), "accepted");
  EXPECT_THAT(expected_by(of(OptionKind::rate), "1MB"), HasSubstr("/s"));
  EXPECT_EQ(expected_by(of(OptionKind::count), "-1"),
            "a whole number from 0 to 18446744073709551615");
  EXPECT_EQ(expected_by(of(OptionKind::percent), "2.5%"), "accepted");
  EXPECT_THAT(expected_by(of(OptionKind::percent), "2"), HasSubstr("a percentage"));
  EXPECT_EQ(expected_by(of(OptionKind::text), ""), "some text");
}

TEST(Option, comes_back_from_json_as_it_was_written) {
  const nlohmann::ordered_json written = some_table();
  EXPECT_EQ(written[0].at("default"), 2);
  EXPECT_EQ(written[0].at("short"), "t");
  EXPECT_EQ(written[1].at("default"), nullptr);
  EXPECT_EQ(written[4].at("default"), false);
  EXPECT_EQ(nlohmann::ordered_json(written.get<OptionTable>()), written);
}

TEST(Option, of_a_kind_not_known_yet_is_left_to_its_program) {
  auto row = nlohmann::ordered_json(some_table())[1];
  row["kind"] = "colour";
  EXPECT_EQ(expected_by(row.get<Option>(), "blue"), "accepted");
}

TEST(OptionTable, shows_itself_to_people) {
  EXPECT_THAT(help_of(some_table()), HasSubstr("-t [ --threads ] N (=2)"));
  EXPECT_THAT(list_options(some_table()), HasSubstr("choice"));
}

}  // namespace
}  // namespace dispatchbench
