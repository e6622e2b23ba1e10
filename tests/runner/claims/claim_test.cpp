#include "experiments/runner/claims/claim.hpp"

#include <fstream>
#include <map>

#include <gmock/gmock.h>

#include "base/command_line.hpp"
#include "experiments/runner/claims/quantity.hpp"
#include "experiments/runner/claims/verdict.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Json some_claim() {
  return Json::parse(R"json({
    "source": "a post", "sentence": "It is half as fast.", "experiment": "some",
    "conditions": [{"quantity": "ratio", "of": "reuseport", "to": "unpark-queue", "about": 0.5, "within": 0.1}],
    "beside": [{"text": "theory", "value": {"quantity": "hash_fullest", "connections": 32, "listeners": 32}}]
  })json");
}

std::string refusal_of_claim(const Json& content) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "half.json";
  std::ofstream(file) << content.dump();
  try {
    read_claim(file);
    return "";
  } catch (const UsageError& error) {
    return error.what();
  }
}

std::string refusal_of_condition(const char* condition) {
  Json claim = some_claim();
  claim["conditions"] = Json::array({Json::parse(condition)});
  return refusal_of_claim(claim);
}

std::vector<Claim> claims_of_the_project() {
  return read_claims(SOURCE_DIR "/experiments/claims");
}

TEST(Claims, are_read_from_one_file_each) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "half.json") << some_claim().dump();
  std::ofstream(folder.path() / "README") << "no claim";
  const auto claims = read_claims(folder.path());
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].id, "half");
  const Condition& condition = claims[0].conditions.at(0);
  EXPECT_EQ(condition.quantity.kind->name, "ratio");
  EXPECT_EQ(condition.quantity.to, "unpark-queue");
  EXPECT_EQ(std::get<double>(condition.bound), 0.5);
  EXPECT_EQ(std::get<Quantity>(claims[0].beside.at(0).value).listeners, 32U);
}

TEST(Claims, that_cannot_be_understood_are_refused_with_file_and_key) {
  const auto changed = [](const char* key, const Json& value) {
    Json claim = some_claim();
    claim[key] = value;
    return refusal_of_claim(claim);
  };
  EXPECT_EQ(refusal_of_claim(some_claim()), "");
  EXPECT_THAT(changed("condition", 1), AllOf(HasSubstr("half.json"), HasSubstr("claim.condition")));
  EXPECT_THAT(changed("sentence", ""), HasSubstr("sentence \"\": expected some text"));
  EXPECT_THAT(changed("needs_cores", "many"), HasSubstr("needs_cores"));
  EXPECT_THAT(changed("point", 3), HasSubstr("point 3: expected an object"));
  EXPECT_THAT(changed("where", "there"), HasSubstr("expected somewhere or everywhere"));
  EXPECT_THAT(changed("beside", 3), HasSubstr("beside 3: expected an array"));
  EXPECT_THAT(changed("conditions", Json::array()), HasSubstr("at least one, or an argument"));
  EXPECT_THAT(changed("own_theory", "yes"),
              HasSubstr("own_theory \"yes\": expected true or false"));
  EXPECT_THAT(changed("not_here", "no"), HasSubstr("not_here \"no\": expected nothing beside"));
}

TEST(Claims, name_a_quantity_with_its_own_keys_and_one_bound) {
  const auto refusal = refusal_of_condition;
  EXPECT_THAT(refusal("3"), HasSubstr("conditions[0] 3: expected an object"));
  EXPECT_THAT(refusal(R"({"of": "a"})"), HasSubstr("conditions[0].quantity"));
  EXPECT_THAT(refusal(R"({"quantity": "speed", "of": "a"})"), HasSubstr("one of requests_per"));
  EXPECT_THAT(refusal(R"({"quantity": "ratio", "of": "a", "below": 1})"),
              HasSubstr("conditions[0].to is missing"));
  EXPECT_THAT(refusal(R"({"quantity": "of_cores", "of": "a", "to": "b", "below": 1})"),
              HasSubstr("conditions[0].to: unknown key"));
  EXPECT_THAT(refusal(R"({"quantity": "of_cores", "of": "a"})"), HasSubstr("exactly one of about"));
  EXPECT_THAT(refusal(R"({"quantity": "of_cores", "of": "a", "below": 1, "above": 0})"),
              HasSubstr("exactly one of about"));
  EXPECT_THAT(refusal(R"({"quantity": "of_cores", "of": "a", "about": 1})"),
              HasSubstr("within is missing: expected a number from 0 to 1"));
  EXPECT_THAT(refusal(R"({"quantity": "of_cores", "of": "a", "below": 1, "within": 0.1})"),
              HasSubstr("within 0.1: expected nothing"));
  EXPECT_THAT(
      refusal(R"({"quantity": "hash_fullest", "connections": 0, "listeners": 2, "below": 1})"),
      HasSubstr("connections 0: expected a whole number"));
}

TEST(Claims, name_a_metric_and_the_point_of_what_it_is_divided_by) {
  Json claim = some_claim();
  claim["conditions"][0] = Json::parse(R"json({
    "quantity": "metric_ratio", "of": "a", "to_at": {"load.connections": 8},
    "metric": "latency_mean", "minus": 0.005, "above": 2})json");
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "half.json") << claim.dump();
  const Quantity quantity = read_claim(folder.path() / "half.json").conditions.at(0).quantity;
  EXPECT_EQ(quantity.to, "a");
  EXPECT_EQ(quantity.metric, find_metric("latency_mean"));
  EXPECT_EQ(quantity.minus, 0.005);
  EXPECT_EQ(quantity.to_at, Json({{"load.connections", 8}}));
  EXPECT_THAT(refusal_of_condition(R"({"quantity": "metric", "of": "a", "metric": "p99"})"),
              HasSubstr("metric \"p99\": expected one of requests_per_second"));
  EXPECT_THAT(refusal_of_condition(R"({"quantity": "busiest_share", "of": "a", "workers": 5})"),
              HasSubstr("workers 5"));
}

TEST(Claims, of_the_project_can_all_be_read_and_speak_of_experiments_that_there_are) {
  const auto claims = claims_of_the_project();
  EXPECT_GE(claims.size(), 28U + 25U);
  for (const Claim& claim : claims) {
    if (claim.experiment.empty()) continue;
    EXPECT_NO_THROW(find_experiment(claim.experiment, SOURCE_DIR "/experiments")) << claim.id;
  }
}

/// Beside the article's and those of our own theory.
TEST(Claims, of_the_project_are_from_many_published_sources_each_with_its_address) {
  std::map<std::string, std::string> urls;
  std::size_t published = 0;
  for (const Claim& claim : claims_of_the_project()) {
    if (claim.own_theory || claim.source == "the article of 2017") continue;
    ++published;
    EXPECT_THAT(claim.url, testing::StartsWith("https://")) << claim.id;
    EXPECT_EQ(urls.emplace(claim.source, claim.url).first->second, claim.url) << claim.id;
    EXPECT_FALSE(claim.setup.empty() || claim.reported.empty()) << claim.id;
    EXPECT_FALSE(claim.not_here.empty() && claim.mapping.empty()) << claim.id;
    EXPECT_FALSE(claim.not_here.empty() && claim.cannot_show.empty()) << claim.id;
  }
  EXPECT_GE(published, 25U);
  EXPECT_GE(urls.size(), 12U);
}

/// A row that is as fast as the one it is divided by has a ratio of 1 to it.
TEST(Claims, of_the_project_that_speak_of_a_ratio_are_not_confirmed_by_no_effect) {
  for (const Claim& claim : claims_of_the_project()) {
    for (const Condition& condition : claim.conditions) {
      if (condition.quantity.to.empty() || !condition.quantity.over.empty()) continue;
      const auto* other = std::get_if<Quantity>(&condition.bound);
      const bool measured = other != nullptr && !other->to.empty();
      const Estimate bound = measured ? Estimate{1, 1, 1} : value_of(condition.bound, Evidence());
      const bool is_the_claim = condition.relation == Relation::about && bound.median == 1;
      const Ruling ruling = compare({1, 1, 1}, condition.relation, bound, condition.within);
      EXPECT_EQ(ruling == Ruling::confirmed, is_the_claim) << claim.id << condition.text;
    }
  }
}

}  // namespace
}  // namespace dispatchbench::runner
