#include "experiments/runner/claims/claim.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "base/command_line.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Json some_claim() {
  return Json::parse(R"json({
    "source": "a post", "sentence": "It is half as fast.", "experiment": "some",
    "expression": "ratio(\"reuseport\")", "published": "1 / 2", "same_within": 0.1,
    "beside": [{"text": "theory", "expression": 0.5}]
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

TEST(Claims, AreReadFromOneFileEach) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "half.json") << some_claim().dump();
  std::ofstream(folder.path() / "README") << "no claim";
  const auto claims = read_claims(folder.path());
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].id, "half");
  EXPECT_TRUE(claims[0].expression->is_number());
  EXPECT_EQ(claims[0].published->text(), "1 / 2");
  EXPECT_EQ(claims[0].beside.at(0).text, "theory");
}

TEST(Claims, ThatCannotBeUnderstoodAreRefusedWithFileAndKey) {
  const auto changed = [](const char* key, const Json& value) {
    Json claim = some_claim();
    claim[key] = value;
    return refusal_of_claim(claim);
  };
  EXPECT_EQ(refusal_of_claim(some_claim()), "");
  EXPECT_THAT(changed("expresion", "1"), AllOf(HasSubstr("half.json"), HasSubstr("\"expresion\"")));
  EXPECT_THAT(changed("sentence", ""), HasSubstr("sentence: expected some text"));
  EXPECT_THAT(changed("expression", "ratio()"), HasSubstr("expression: expected ratio(text) at"));
  EXPECT_THAT(changed("expression", "1 < 2"), HasSubstr("nothing to compare"));
  EXPECT_THAT(changed("same_within", 2), HasSubstr("same_within: expected a number from 0 to 1"));
  EXPECT_THAT(changed("needs_cores", "many"), HasSubstr("needs_cores: expected a number"));
  EXPECT_THAT(changed("point", 3), HasSubstr("point: expected an object"));
  EXPECT_THAT(changed("beside", 3), HasSubstr("beside: expected an array"));
}

TEST(Claims, NeedAnExpressionOrArithmetic) {
  Json claim = some_claim();
  claim.erase("published");
  EXPECT_THAT(refusal_of_claim(claim), HasSubstr("published: expected the number"));
  claim.erase("expression");
  EXPECT_THAT(refusal_of_claim(claim), HasSubstr("expected an expression, or impossible"));
}

TEST(Claims, OfTheProjectCanAllBeRead) {
  EXPECT_GE(read_claims(SOURCE_DIR "/experiments/claims").size(), 20U);
}

TEST(Claims, OfTheProjectSpeakOfExperimentsThatThereAre) {
  for (const Claim& claim : read_claims(SOURCE_DIR "/experiments/claims")) {
    if (claim.experiment.empty()) continue;
    EXPECT_NO_THROW(find_experiment(claim.experiment, SOURCE_DIR "/experiments")) << claim.id;
  }
}

}  // namespace
}  // namespace dispatchbench::runner
