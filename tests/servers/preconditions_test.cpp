#include "servers/http/preconditions.hpp"

#include <string>

#include <gtest/gtest.h>

#include "servers/http/date.hpp"

namespace dispatchbench {
namespace {

constexpr ObjectVersion object{.inode = 0x1a, .modified_ns = 784'111'777'000'000'005, .size = 3};
constexpr std::string_view when = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view before = "Sun, 06 Nov 1994 08:49:36 GMT";

TEST(HttpDate, is_read_in_all_three_forms) {
  for (const char* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994"}) {
    EXPECT_EQ(parse_http_date(text), 784'111'777) << text;
  }
  for (const char* text : {"", "now", "Sun, 06 Nov 1994 08:49:37 GMT ", "784111777"}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
}

TEST(Preconditions, that_are_malformed_are_known) {
  for (const char* list : {"*", "\"a\"", "W/\"a\", \"b\"", ",\"a\" ,, \"b,c\",", "\"\""}) {
    EXPECT_TRUE((Preconditions{.if_match = list}.well_formed())) << list;
    EXPECT_TRUE((Preconditions{.if_none_match = list}.well_formed())) << list;
  }
  for (const char* list : {"a", "**", "*, \"a\"", "\"a", "\"a\" \"b\"", "\"a\"b", ",", "w/\"a\""}) {
    EXPECT_FALSE((Preconditions{.if_match = list}.well_formed())) << list;
    EXPECT_FALSE((Preconditions{.if_none_match = list}.well_formed())) << list;
  }
}

TEST(Preconditions, of_a_match_are_strong) {
  const std::string own(EntityTag(object).view());
  EXPECT_EQ((Preconditions{.if_match = own}.evaluate(&object, false)), Status::ok);
  EXPECT_EQ((Preconditions{.if_match = "*"}.evaluate(&object, false)), Status::ok);
  EXPECT_EQ((Preconditions{.if_match = "*"}.evaluate(nullptr, false)), Status::precondition_failed);
  const std::string weak = "W/" + own;
  EXPECT_EQ((Preconditions{.if_match = weak}.evaluate(&object, false)),
            Status::precondition_failed);
}

TEST(Preconditions, that_reading_fails_are_not_modified) {
  const std::string weak = "\"x\", W/" + std::string(EntityTag(object).view());
  EXPECT_EQ((Preconditions{.if_none_match = weak}.evaluate(&object, true)), Status::not_modified);
  EXPECT_EQ((Preconditions{.if_none_match = weak}.evaluate(&object, false)),
            Status::precondition_failed);
  EXPECT_EQ((Preconditions{.if_modified_since = when}.evaluate(&object, true)),
            Status::not_modified);
  EXPECT_EQ((Preconditions{.if_modified_since = before}.evaluate(&object, true)), Status::ok);
  EXPECT_EQ((Preconditions{.if_modified_since = when}.evaluate(&object, false)), Status::ok);
}

TEST(Preconditions, of_tags_go_before_those_of_dates) {
  const Preconditions one{.if_match = "*", .if_unmodified_since = before};
  EXPECT_EQ(one.evaluate(&object, false), Status::ok);
  const Preconditions other{.if_none_match = "\"x\"", .if_modified_since = when};
  EXPECT_EQ(other.evaluate(&object, true), Status::ok);
}

TEST(Preconditions, of_a_date_compare_seconds) {
  EXPECT_EQ((Preconditions{.if_unmodified_since = when}.evaluate(&object, false)), Status::ok);
  EXPECT_EQ((Preconditions{.if_unmodified_since = before}.evaluate(&object, false)),
            Status::precondition_failed);
  EXPECT_EQ((Preconditions{.if_unmodified_since = "never"}.evaluate(&object, false)), Status::ok);
}

}  // namespace
}  // namespace dispatchbench
