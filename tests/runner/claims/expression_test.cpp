#include "experiments/runner/claims/expression.hpp"

#include <array>

#include <gmock/gmock.h>

#include "base/command_line.hpp"
#include "experiments/runner/claims/evidence.hpp"

namespace dispatchbench::runner {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Interval about(const Evidence&, std::span<const Argument> arguments) {
  const double middle = std::get<Interval>(arguments[0]).middle;
  const double reach = std::get<Interval>(arguments[1]).middle;
  return {middle - reach, middle, middle + reach};
}

Interval length(const Evidence&, std::span<const Argument> arguments) {
  return Interval::exactly(static_cast<double>(std::get<std::string>(arguments[0]).size()));
}

Interval missing(const Evidence&, std::span<const Argument>) {
  throw CannotTell("nothing there");
}

Interval connections(const Evidence& evidence, std::span<const Argument>) {
  const Json point = evidence.points().at(0);
  const double value = point.at("load.connections").get<double>();
  if (value == 13) throw CannotTell("no thirteen");
  return Interval::exactly(value);
}

constexpr std::array functions{
    Function{"about", "nn", "", about}, Function{"length", "t", "", length},
    Function{"missing", "", "", missing}, Function{"connections", "", "", connections}};

Evidence at_connections(const std::vector<int>& values) {
  Json rows = Json::array();
  for (const int value : values) {
    rows.push_back({{"name", "a"}, {"point", {{"load.connections", value}}}});
  }
  return Evidence({"somewhere", {{"strategies", rows}}, std::nullopt});
}

Value evaluated(const std::string& text, const Evidence& evidence = Evidence()) {
  return Expression::parse(text, functions).evaluate(evidence);
}

double number(const std::string& text) {
  return std::get<Interval>(evaluated(text)).middle;
}

Truth truth(const std::string& text, const Evidence& evidence = Evidence()) {
  return std::get<Truth>(evaluated(text, evidence));
}

std::string refusal(const std::string& text) {
  try {
    Expression::parse(text, functions);
    return "";
  } catch (const UsageError& error) {
    return error.what();
  }
}

TEST(Expression, BindsAsInSchool) {
  EXPECT_DOUBLE_EQ(number("2 + 3 * 4"), 14);
  EXPECT_DOUBLE_EQ(number("(2 + 3) * 4"), 20);
  EXPECT_DOUBLE_EQ(number("10 - 4 - 3"), 3);
  EXPECT_DOUBLE_EQ(number("24 / 4 / 3"), 2);
  EXPECT_DOUBLE_EQ(number("-2 * -3 - -1"), 7);
  EXPECT_DOUBLE_EQ(number("5500*40e6"), 2.2e11);
  EXPECT_DOUBLE_EQ(number("length(\"abc\") + about(1 + 1, .5)"), 5);
}

TEST(Expression, KnowsNotBeforeAndBeforeOr) {
  EXPECT_EQ(truth("1 < 2 or 1 < 2 and 2 < 1"), Truth::yes);
  EXPECT_EQ(truth("not 1 < 2 or 2 <= 2"), Truth::yes);
  EXPECT_EQ(truth("not (1 < 2 or 2 <= 2)"), Truth::no);
  EXPECT_EQ(truth("2 > 1 and 2 >= 2 and not 2 > 2"), Truth::yes);
}

TEST(Expression, CarriesIntervalsThrough) {
  const auto value = std::get<Interval>(evaluated("about(4, 1) / about(2, 1) - about(0, 1)"));
  EXPECT_DOUBLE_EQ(value.low, 3.0 / 3 - 1);
  EXPECT_DOUBLE_EQ(value.middle, 2);
  EXPECT_DOUBLE_EQ(value.high, 5.0 / 1 + 1);
}

TEST(Expression, ComparesWhatOverlapsWithUnknown) {
  EXPECT_EQ(truth("about(1, 0.1) < about(2, 0.1)"), Truth::yes);
  EXPECT_EQ(truth("about(1, 0.6) < about(2, 0.6)"), Truth::unknown);
  EXPECT_EQ(truth("about(1, 0.6) < about(2, 0.6) and 2 < 1"), Truth::no);
  EXPECT_EQ(truth("about(1, 0.6) < about(2, 0.6) or 1 < 2"), Truth::yes);
  EXPECT_EQ(truth("not about(1, 0.6) < about(2, 0.6)"), Truth::unknown);
}

TEST(Expression, AsksAtEveryPoint) {
  const Evidence evidence = at_connections({1, 2, 3});
  EXPECT_EQ(truth("somewhere(connections() > 2)", evidence), Truth::yes);
  EXPECT_EQ(truth("somewhere(connections() > 3)", evidence), Truth::no);
  EXPECT_EQ(truth("everywhere(connections() > 0)", evidence), Truth::yes);
  EXPECT_EQ(truth("everywhere(connections() > 1)", evidence), Truth::no);
}

TEST(Expression, APointThatLacksSomethingDecidesNothing) {
  const Evidence evidence = at_connections({1, 13});
  EXPECT_EQ(truth("somewhere(connections() < 2)", evidence), Truth::yes);
  EXPECT_EQ(truth("somewhere(connections() > 2)", evidence), Truth::unknown);
  EXPECT_EQ(truth("everywhere(connections() > 1)", evidence), Truth::no);
  EXPECT_EQ(truth("everywhere(connections() < 2)", evidence), Truth::unknown);
  EXPECT_THROW(truth("somewhere(connections() < 2)", at_connections({13})), CannotTell);
}

TEST(Expression, CannotTellWhereSomethingIsMissingOrADivisorMayBeZero) {
  EXPECT_THROW(evaluated("1 + missing()"), CannotTell);
  EXPECT_THROW(evaluated("1 / about(1, 2)"), CannotTell);
  EXPECT_THROW(evaluated("1 / (1 - 1)"), CannotTell);
}

struct Mistake {
  const char* text;
  const char* what;
  const char* where;
};

class Mistakes : public testing::TestWithParam<Mistake> {};

TEST_P(Mistakes, AreRefusedWithTheirPlace) {
  EXPECT_THAT(refusal(GetParam().text),
              AllOf(HasSubstr(GetParam().what), HasSubstr(GetParam().where)));
}

INSTANTIATE_TEST_SUITE_P(
    Each, Mistakes,
    testing::Values(
        Mistake{"", "expected a number, a name or '('", "at character 1 of"},
        Mistake{"1 +", "expected a number, a name or '('", "at character 4 of"},
        Mistake{"1 2", "expected an operator, not '2'", "at character 3 of"},
        Mistake{"(1 + 2", "expected ')'", "at character 7 of"},
        Mistake{"length(\"a)", "no second one", "at character 8 of"},
        Mistake{"speed(\"a\")", "there is no 'speed'; choose from about, length",
                "at character 1 of"},
        Mistake{"length(1)", "expected text, not a number", "at character 8 of"},
        Mistake{"length()", "expected length(text)", "at character 8 of"},
        Mistake{"about(1)", "expected ','", "at character 8 of"},
        Mistake{"about(1, 2, 3)", "expected about(number, number)", "at character 11 of"},
        Mistake{"\"a\"", "not text", "at character 1 of"},
        Mistake{"1 + (1 < 2)", "expected a number, not something true or false",
                "at character 5 of"},
        Mistake{"1 and 1 < 2", "expected something true or false, not a number",
                "at character 1 of"},
        Mistake{"1 < 2 < 3", "expected an operator", "at character 7 of"},
        Mistake{"not 1", "expected something true or false", "at character 5 of"},
        Mistake{"somewhere(1)", "expected something true or false", "at character 11 of"},
        Mistake{"1 = 1", "expected an operator, not '='", "at character 3 of"},
        Mistake{"1e999", "expected a number", "at character 1 of"}));

TEST(Expression, EndlessNestingIsRefused) {
  for (const std::string part : {"(", "-", "not "}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += part;
    EXPECT_THAT(refusal(text), HasSubstr("too many"));
  }
}

}  // namespace
}  // namespace dispatchbench::runner
