// What one list of a struct's keys gives: reading and writing.
#include "experiments/runner/results/fields.hpp"

#include <gtest/gtest.h>

namespace dispatchbench::runner {

struct Inner {
  int depth = 0;
};
DISPATCHBENCH_FIELDS(Inner, required(depth))

struct Listing {
  std::string name;
  std::optional<int> size;
  int later = 7;
  std::optional<int> seldom;
  int other = 0;
  Inner inner;
  std::map<std::string, double> means;
};
DISPATCHBENCH_FIELDS(Listing, derived("version", 1), required(name, size), maybe(later),
                     if_known(seldom), as(other, "another-name"), inlined(inner), maybe(means))

namespace {

Json written(const char* text) {
  return Json(Json::parse(text).get<Listing>());
}

TEST(Fields, are_written_in_the_order_of_the_list_under_their_own_names_or_others) {
  EXPECT_EQ(Json(Listing{"a", 2, 3, 4, 5, {6}, {{"p50", 1}}}).dump(),
            R"({"version":1,"name":"a","size":2,"later":3,"seldom":4,"another-name":5,"depth":6,)"
            R"("means":{"p50":1.0}})");
}

TEST(Fields, that_hold_nothing_are_null_or_left_out) {
  const Json json = Listing();
  EXPECT_TRUE(json.at("size").is_null());
  EXPECT_FALSE(json.contains("seldom"));
}

TEST(Fields, that_older_files_lack_keep_their_value) {
  EXPECT_EQ(written(R"({"name": "a", "size": null, "another-name": 1, "depth": 2})").at("later"),
            7);
}

TEST(Fields, that_are_required_are_missed) {
  EXPECT_THROW(written(R"({"name": "a", "size": null, "another-name": 1})"), Json::exception);
  EXPECT_THROW(written(R"({"name": 1, "size": 1, "another-name": 1, "depth": 2})"),
               Json::exception);
  EXPECT_THROW(written("[]"), Json::exception);
}

TEST(Fields, of_numbers_leave_out_a_mean_of_nothing) {
  const Json json = written(
      R"({"name": "a", "size": 1, "another-name": 1, "depth": 2, "means": {"p50": null, "p99": 2}})");
  EXPECT_EQ(json.at("means").dump(), R"({"p99":2.0})");
}

}  // namespace
}  // namespace dispatchbench::runner
