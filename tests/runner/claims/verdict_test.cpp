#include "experiments/runner/claims/verdict.hpp"

#include <cmath>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "experiments/runner/claims/ledger.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::HasSubstr;

Claim claim_of(const Json& changes) {
  Json content =
      Json::parse(R"({"source": "a post", "sentence": "So it is.", "experiment": "some"})");
  content.update(changes);
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "so.json") << content.dump();
  return read_claim(folder.path() / "so.json");
}

Claim ratio_claim(double published, double same_within) {
  return claim_of({{"expression", "ratio(\"reuseport\")"},
                   {"published", published},
                   {"same_within", same_within}});
}

Json estimate_json(double low, double median, double high) {
  return {{"median", median}, {"low", low}, {"high", high}, {"values", {low, median, high}}};
}

/// reuseport at 0.4 to 0.6 of the baseline on a machine with two cores.
Json some_summary() {
  const Json row{{"name", "reuseport"},
                 {"point", Json::object()},
                 {"requests_per_second", estimate_json(40, 50, 60)},
                 {"ratio_to_baseline", estimate_json(0.4, 0.5, 0.6)}};
  return {{"experiment", "some"},
          {"rounds", 9},
          {"rounds_needed", 6},
          {"machine", {{"cores", 2}}},
          {"strategies", Json::array({row})}};
}

/// The manifest of a run on 32 emulated cores.
Json emulating() {
  return Json::parse(R"({"spec": {"server": {"threads": 32, "emulate-core": "1MB/s"}}})");
}

Verdict verdict_on(const Claim& claim, const Json& summary = some_summary(),
                   const std::optional<Json>& manifest = std::nullopt) {
  const Evidence evidence({"nowhere", summary, manifest});
  return judge(claim, &evidence);
}

TEST(Verdict, ANumberIsConfirmedOnlyByItsWholeInterval) {
  EXPECT_EQ(verdict_on(ratio_claim(0.5, 0.25)).finding, Finding::confirmed);
  EXPECT_EQ(verdict_on(ratio_claim(0.9, 0.25)).finding, Finding::refuted);
  EXPECT_EQ(verdict_on(ratio_claim(0.6, 0.25)).finding, Finding::cannot_tell);
  EXPECT_EQ(verdict_on(ratio_claim(0.5, 0.1)).finding, Finding::cannot_tell);
  EXPECT_THAT(verdict_on(ratio_claim(0.9, 0.25)).because,
              HasSubstr("0.5 (0.4 – 0.6) lies outside 0.9 ± 25 %"));
}

TEST(Verdict, AComparisonIsConfirmedRefutedOrOpen) {
  const auto finding = [](const char* expression) {
    return verdict_on(claim_of({{"expression", expression}})).finding;
  };
  EXPECT_EQ(finding("ratio(\"reuseport\") < 0.7"), Finding::confirmed);
  EXPECT_EQ(finding("ratio(\"reuseport\") > 0.7"), Finding::refuted);
  EXPECT_EQ(finding("ratio(\"reuseport\") > 0.5"), Finding::cannot_tell);
}

TEST(Verdict, AComparisonShowsBothSides) {
  const auto reason = [](const char* expression) {
    return verdict_on(claim_of({{"expression", expression}})).because;
  };
  EXPECT_EQ(reason("ratio(\"reuseport\") < 0.7"), "0.5 (0.4 – 0.6) is below 0.7");
  EXPECT_EQ(reason("ratio(\"reuseport\") > 0.7"), "0.7 is not below 0.5 (0.4 – 0.6)");
  EXPECT_EQ(reason("ratio(\"reuseport\") > 0.5"), "0.5 and 0.5 (0.4 – 0.6) overlap");
  EXPECT_EQ(reason("not ratio(\"reuseport\") > 0.5"), "the intervals leave it open");
}

TEST(Verdict, SaysWhyItCannotTell) {
  EXPECT_EQ(judge(ratio_claim(0.5, 0.1), nullptr).because,
            "no results of some; bench run some makes them");
  Json summary = some_summary();
  summary["strategies"][0]["ratio_to_baseline"]["low"] = nullptr;
  EXPECT_EQ(verdict_on(ratio_claim(0.5, 0.1), summary).because,
            "too few rounds: 9, and an interval needs 6");
  summary["strategies"][0]["name"] = "other";
  EXPECT_EQ(verdict_on(ratio_claim(0.5, 0.1), summary).because, "reuseport was not measured");
}

TEST(Verdict, AClaimAboutManyCoresNeedsThemRealOrEmulated) {
  const Claim claim = claim_of({{"expression", "ratio(\"reuseport\") < 0.7"}, {"needs_cores", 32}});
  EXPECT_EQ(verdict_on(claim).because, "the machine has 2 cores, and it takes 32");
  EXPECT_EQ(verdict_on(claim, some_summary(), emulating()).finding, Finding::confirmed);
}

TEST(Verdict, EmulatedCoresThatWaitedForRealOnesDecideNothing) {
  const Claim claim = claim_of({{"expression", "ratio(\"reuseport\") < 0.7"}});
  Json summary = some_summary();
  summary["strategies"][0]["runs"] = 9;
  summary["strategies"][0]["flags"] = {{"machine-busy", 4}};
  EXPECT_EQ(verdict_on(claim, summary, emulating()).finding, Finding::confirmed);
  summary["strategies"][0]["flags"] = {{"machine-busy", 5}};
  EXPECT_EQ(verdict_on(claim, summary, emulating()).because,
            "the machine was too busy to emulate cores in 5 of 9 runs of reuseport");
  EXPECT_EQ(verdict_on(claim, summary).finding, Finding::confirmed);
}

TEST(Verdict, ArithmeticThatRulesAClaimOutNeedsNoResults) {
  Json impossible{
      {"stated", "5500 * 40e6"}, {"ceiling", 137e9}, {"unit", "B/s"}, {"because", "memory"}};
  const Verdict verdict = judge(claim_of({{"impossible", impossible}}), nullptr);
  EXPECT_EQ(verdict.finding, Finding::impossible);
  EXPECT_EQ(verdict.because, "5500 * 40e6 = 220 GB/s, and no more than 137 GB/s can be: memory");
  impossible["stated"] = 1e9;
  EXPECT_EQ(judge(claim_of({{"impossible", impossible}}), nullptr).finding, Finding::cannot_tell);
}

TEST(Verdict, ShowsValuesBesideItOrWhyThereAreNone) {
  const Json beside{{{"text", "rate"}, {"expression", "requests_per_second(\"reuseport\")"}},
                    {{"text", "other"}, {"expression", "ratio(\"nginx\")"}}};
  const Verdict verdict = verdict_on(claim_of({{"expression", "1 < 2"}, {"beside", beside}}));
  EXPECT_EQ(shown(*verdict.beside.at(0).value), "50 (40 – 60)");
  EXPECT_EQ(verdict.beside.at(1).missing, "nginx was not measured");
}

TEST(Verdict, ARowOfSeveralPointsIsChosenByTheClaimOrByItsLabel) {
  Json summary = some_summary();
  Json other = summary["strategies"][0];
  summary["strategies"][0]["point"] = {{"load.connections", 32}};
  other["point"] = {{"load.connections", 320}};
  other["ratio_to_baseline"] = estimate_json(0.8, 0.8, 0.8);
  summary["strategies"].push_back(other);
  EXPECT_THAT(verdict_on(ratio_claim(0.8, 0)).because, HasSubstr("lies outside"));
  EXPECT_THAT(verdict_on(ratio_claim(0.8, 0), summary).because, HasSubstr("at several points"));
  Json claim{{"expression", "ratio(\"reuseport\")"},
             {"published", 0.8},
             {"same_within", 0},
             {"point", {{"load.connections", 320}}}};
  EXPECT_EQ(verdict_on(claim_of(claim), summary).finding, Finding::confirmed);
  claim.erase("point");
  claim["expression"] = "ratio(\"reuseport connections=320\")";
  EXPECT_EQ(verdict_on(claim_of(claim), summary).finding, Finding::confirmed);
}

TEST(Verdict, TheMeanHasStudentsInterval) {
  Json summary = some_summary();
  summary["strategies"][0]["ratio_to_baseline"]["values"] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const Claim claim = claim_of(
      {{"expression", "mean_ratio(\"reuseport\")"}, {"published", 5.5}, {"same_within", 0.5}});
  const Verdict verdict = verdict_on(claim, summary);
  EXPECT_NEAR(verdict.measured->middle, 5.5, 1e-12);
  EXPECT_NEAR(verdict.measured->low, 5.5 - 2.262157 * 3.0276504 / std::sqrt(10), 1e-5);
}

/// The utilization of a run as its file gives it; some_record has 2 workers, 0.75 mean.
TEST(Verdict, UtilizationComesFromTheSingleRuns) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "runs");
  for (int round = 1; round <= 6; ++round) {
    Json record = some_record();
    record["index"] = record["round"] = round;
    record["load"]["report"]["requests"] = 40;
    std::ofstream(folder.path() / "runs" / fmt::format("{:03}.json", round)) << record.dump();
  }
  const Evidence evidence({folder.path(), some_summary(), std::nullopt});
  const Claim claim = claim_of({{"expression", "utilization(\"reuseport\", \"of_cores\")"},
                                {"published", 0.3},
                                {"same_within", 0.1}});
  EXPECT_EQ(judge(claim, &evidence).finding, Finding::confirmed) << judge(claim, &evidence).because;
  EXPECT_THAT(verdict_on(claim).because, HasSubstr("no single run is there"));
}

TEST(Ledger, CountsTheVerdictsAndSaysThemInBothForms) {
  EvidenceByExperiment evidence;
  evidence.emplace("some", Evidence({"nowhere", some_summary(), std::nullopt}));
  std::vector<Claim> claims;
  claims.push_back(ratio_claim(0.5, 0.25));
  claims.push_back(ratio_claim(0.9, 0.25));
  const auto ledger = judge_all(std::move(claims), evidence);
  EXPECT_THAT(text_of(ledger), HasSubstr("2 claims: 1 confirmed, 1 refuted, 0 cannot tell here"));
  const Json file = to_json(ledger, evidence);
  EXPECT_EQ(file.at("counts").at("refuted"), 1);
  EXPECT_EQ(file.at("claims").at(0).at("verdict"), "confirmed");
  EXPECT_EQ(file.at("claims").at(0).at("measured").at("low"), 0.4);
}

}  // namespace
}  // namespace dispatchbench::runner
