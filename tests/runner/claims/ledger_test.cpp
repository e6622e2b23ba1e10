#include "experiments/runner/claims/ledger.hpp"

#include <gmock/gmock.h>

#include "experiments/runner/claims/page.hpp"

namespace dispatchbench::runner {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Summary summary_of_six_rounds(double share) {
  Summary summary;
  summary.experiment = "some";
  summary.rounds = 6;
  for (const auto& [name, rate] : {std::pair("reuseport", share * 100), {"threads-epoll", 100.0}}) {
    RowSummary row;
    row.name = name;
    row.runs = row.rounds = 6;
    row.requests_per_second.values.assign(6, rate);
    summary.rows.push_back(row);
  }
  return summary;
}

Evidence evidence_of(double share, bool simulated) {
  Summary summary = summary_of_six_rounds(share);
  if (simulated) summary.simulated = true;
  return Evidence({"nowhere", summary, std::nullopt});
}

/// That reuseport is about half as fast.
Claim claim_by(const char* source) {
  Claim claim;
  claim.id = "some-claim";
  claim.source = source;
  claim.url = "https://example.org/";
  claim.sentence = "It is half as fast.";
  claim.setup = "two cores";
  claim.reported = "50 against 100";
  claim.experiment = "some";
  Condition condition;
  for (const QuantityKind& kind : quantities()) {
    if (kind.name == "ratio") condition.quantity.kind = &kind;
  }
  condition.quantity.of = "reuseport";
  condition.quantity.to = "threads-epoll";
  condition.bound = 0.5;
  condition.within = 0.1;
  claim.conditions.push_back(condition);
  return claim;
}

std::vector<Judged> ledger_of_two_sources(const Evidence& evidence) {
  Claim own = claim_by("theory");
  own.own_theory = true;
  own.url.clear();
  return judge_all({claim_by("a post"), own, claim_by("a post")}, {{"some", evidence}});
}

TEST(Ledger, counts_verdicts_and_published_sources_and_says_them_in_both_forms) {
  const auto ledger = ledger_of_two_sources(evidence_of(0.5, true));
  EXPECT_THAT(text_of(ledger), HasSubstr("3 claims of 1 published source and of our own theory: "
                                         "3 confirmed, 0 refuted, 0 cannot tell here"));
  const Json file = to_json(ledger, {{"some", evidence_of(0.5, true)}});
  EXPECT_EQ(file.at("counts").at("confirmed"), 3);
  EXPECT_EQ(file.at("results").at(0).at("how"), "simulated");
  EXPECT_EQ(file.at("claims").at(0).at("url"), "https://example.org/");
  EXPECT_NEAR(file.at("claims").at(0).at("measured").at("low").get<double>(), 0.5, 1e-12);
  EXPECT_EQ(file.at("claims").at(1).at("published"), 0.5);
}

TEST(Ledger, refutes_by_the_same_condition_what_results_of_another_kind_show) {
  const auto ledger = ledger_of_two_sources(evidence_of(0.9, true));
  EXPECT_EQ(count_of(ledger, Ruling::refuted), 3U);
  EXPECT_THAT(text_of(ledger), HasSubstr("found: 0.9 lies outside 0.5 ± 10 %"));
}

TEST(Ledger, groups_by_source_in_the_order_of_the_first_claims) {
  const auto sources = by_source(ledger_of_two_sources(evidence_of(0.5, false)));
  ASSERT_EQ(sources.size(), 2U);
  EXPECT_EQ(sources[0].name, "a post");
  EXPECT_EQ(sources[0].claims.size(), 2U);
  EXPECT_TRUE(sources[1].own_theory);
}

TEST(Ledger, says_set_up_what_was_reported_and_found_and_from_which_evidence) {
  EXPECT_THAT(text_of(ledger_of_two_sources(evidence_of(0.5, false))),
              AllOf(HasSubstr("== a post\n   https://example.org/\n"),
                    HasSubstr("set-up: two cores\n  reported: 50 against 100\n  found: 0.5 lies"),
                    HasSubstr("evidence: measured, some, 6 rounds"),
                    HasSubstr("== theory (theory of our own)\n")));
}

TEST(Ledger, what_was_measured_stands_above_what_was_simulated) {
  for (const bool simulated_first : {true, false}) {
    EvidenceByExperiment all;
    EXPECT_TRUE(add_evidence(all, evidence_of(0.5, simulated_first)));
    EXPECT_TRUE(add_evidence(all, evidence_of(0.5, !simulated_first)));
    EXPECT_EQ(all.at("some").instrument(), Instrument::real);
  }
  EvidenceByExperiment all;
  EXPECT_TRUE(add_evidence(all, evidence_of(0.5, true)));
  EXPECT_FALSE(add_evidence(all, evidence_of(0.5, true)));
}

TEST(Ledger, is_a_page_with_a_table_of_sources_and_a_section_each) {
  const std::string page = page_of(ledger_of_two_sources(evidence_of(0.5, true)));
  EXPECT_THAT(page, AllOf(HasSubstr("| [a post](https://example.org/) | 2 | 2 confirmed |\n"),
                          HasSubstr("| theory (theory of our own) | 1 | 1 confirmed |\n"),
                          HasSubstr("## a post\n\n<https://example.org/>\n\n**confirmed** It is"),
                          HasSubstr("- evidence: simulated, some, 6 rounds")));
}

}  // namespace
}  // namespace dispatchbench::runner
