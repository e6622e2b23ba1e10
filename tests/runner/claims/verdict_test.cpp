#include "experiments/runner/claims/verdict.hpp"

#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>

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

/// A claim of one condition on the ratio of reuseport to threads-epoll.
Claim ratio_claim(const Json& bound, const char* quantity = "ratio") {
  Json condition{{"quantity", quantity}, {"of", "reuseport"}, {"to", "threads-epoll"}};
  condition.update(bound);
  return claim_of({{"conditions", Json::array({condition})}});
}

Claim about(double value, double within) {
  return ratio_claim({{"about", value}, {"within", within}});
}

RowSummary some_row(const char* name, const std::vector<double>& rates, const Json& point) {
  RowSummary row;
  row.name = name;
  row.point = point;
  row.runs = rates.size();
  row.rounds = static_cast<unsigned>(rates.size());
  row.requests_per_second.values = row.bytes_per_second.values = rates;
  return row;
}

/// reuseport at 0.4 to 0.6 of threads-epoll, whose rate varies more, in six rounds on two cores.
Summary measured_summary(const Json& point = Json::object()) {
  Summary summary;
  summary.experiment = "some";
  summary.rounds = 6;
  summary.machine.hardware.cores = 2;
  summary.rows = {some_row("reuseport", {40, 48, 50, 50, 104, 60}, point),
                  some_row("threads-epoll", {100, 100, 100, 100, 200, 100}, point)};
  return summary;
}

/// The manifest of a run on 32 emulated cores.
Manifest emulating() {
  Manifest manifest;
  manifest.spec = {{"server", {{"threads", 32}, {"emulate-core", "1MB/s"}}}};
  return manifest;
}

Verdict verdict_on(const Claim& claim, const Summary& summary = measured_summary(),
                   const std::optional<Manifest>& manifest = std::nullopt) {
  const Evidence evidence({"nowhere", summary, manifest});
  return judge(claim, &evidence);
}

/// 32 connections as in measured_summary(), 320 with both rows alike.
Summary two_points() {
  Summary summary = measured_summary({{"load.connections", 32}});
  const Json point{{"load.connections", 320}};
  for (const char* name : {"reuseport", "threads-epoll"}) {
    summary.rows.push_back(some_row(name, {70, 70, 70, 70, 70, 70}, point));
  }
  return summary;
}

TEST(Verdict, a_value_is_confirmed_only_by_its_whole_interval) {
  EXPECT_EQ(verdict_on(about(0.5, 0.25)).ruling, Ruling::confirmed);
  EXPECT_EQ(verdict_on(about(0.9, 0.25)).ruling, Ruling::refuted);
  EXPECT_EQ(verdict_on(about(0.6, 0.25)).ruling, Ruling::cannot_tell);
  EXPECT_EQ(verdict_on(about(0.5, 0.1)).ruling, Ruling::cannot_tell);
  EXPECT_EQ(verdict_on(about(0.9, 0.25)).because, "0.5 (0.4 – 0.6) lies outside 0.9 ± 25 %");
}

TEST(Verdict, a_bound_is_confirmed_refuted_or_open) {
  EXPECT_EQ(verdict_on(ratio_claim({{"below", 0.7}})).because, "0.5 (0.4 – 0.6) is below 0.7");
  EXPECT_EQ(verdict_on(ratio_claim({{"above", 0.7}})).because, "0.5 (0.4 – 0.6) is not above 0.7");
  EXPECT_EQ(verdict_on(ratio_claim({{"above", 0.5}})).because, "0.5 (0.4 – 0.6) and 0.5 overlap");
  EXPECT_EQ(verdict_on(ratio_claim({{"below", 0.7}})).ruling, Ruling::confirmed);
  EXPECT_EQ(verdict_on(ratio_claim({{"above", 0.7}})).ruling, Ruling::refuted);
  EXPECT_EQ(verdict_on(ratio_claim({{"above", 0.5}})).ruling, Ruling::cannot_tell);
}

TEST(Verdict, a_tolerance_is_of_every_value_that_the_bound_may_have) {
  const Estimate bound{0.5, 0.4, 0.6};
  EXPECT_EQ(compare({0.5, 0.45, 0.51}, Relation::about, bound, 0.3), Ruling::confirmed);
  EXPECT_EQ(compare({0.5, 0.41, 0.59}, Relation::about, bound, 0.3), Ruling::cannot_tell);
  EXPECT_EQ(compare({0.85, 0.79, 0.9}, Relation::about, bound, 0.3), Ruling::refuted);
}

TEST(Verdict, says_why_it_cannot_tell) {
  EXPECT_EQ(judge(about(0.5, 0.1), nullptr).because,
            "no results of some; bench run some makes them");
  Summary summary = measured_summary();
  summary.rows[1].name = "other";
  EXPECT_EQ(verdict_on(about(0.5, 0.1), summary).because, "threads-epoll was not measured");
  summary = measured_summary();
  summary.rounds = 5;
  for (RowSummary& row : summary.rows) {
    row.rounds = 5;
    row.requests_per_second.values.pop_back();
  }
  EXPECT_EQ(verdict_on(about(0.5, 0.1), summary).because,
            "too few rounds: 5, and an interval needs 6");
}

TEST(Verdict, a_run_that_failed_leaves_open_which_rounds_are_pairs) {
  Summary summary = measured_summary();
  summary.rows[1].failed = 1;
  EXPECT_THAT(verdict_on(about(0.5, 0.1), summary).because, HasSubstr("a run of threads-epoll"));
}

TEST(Verdict, a_claim_about_many_cores_needs_them_real_or_emulated) {
  Claim claim = ratio_claim({{"below", 0.7}});
  claim.needs_cores = 32;
  EXPECT_EQ(verdict_on(claim).because, "the machine has 2 cores, and it takes 32");
  EXPECT_EQ(verdict_on(claim, measured_summary(), emulating()).ruling, Ruling::confirmed);
}

TEST(Verdict, emulated_cores_that_waited_for_real_ones_decide_nothing_in_either_row) {
  const Claim claim = ratio_claim({{"below", 0.7}});
  for (const std::size_t row : {0U, 1U}) {
    Summary summary = measured_summary();
    summary.rows[row].flags["machine-busy"] = 3;
    EXPECT_EQ(verdict_on(claim, summary, emulating()).ruling, Ruling::confirmed);
    summary.rows[row].flags["machine-busy"] = 4;
    EXPECT_THAT(verdict_on(claim, summary, emulating()).because,
                HasSubstr("too busy to emulate cores in 4 of 6 runs of "));
    EXPECT_EQ(verdict_on(claim, summary).ruling, Ruling::confirmed);
  }
}

TEST(Verdict, cores_that_are_emulated_by_the_request_alone_are_emulated) {
  Summary summary = measured_summary();
  summary.rows[0].flags["machine-busy"] = 4;
  Manifest manifest;
  manifest.spec = {{"server", {{"threads", 32}, {"emulate-request", "5ms"}}}};
  EXPECT_THAT(verdict_on(ratio_claim({{"below", 0.7}}), summary, manifest).because,
              HasSubstr("too busy to emulate cores"));
}

TEST(Verdict, a_row_that_was_stopped_decides_nothing) {
  Summary summary = measured_summary();
  summary.rows[1].stopped = "its planned rate needs 83 %";
  EXPECT_THAT(verdict_on(ratio_claim({{"below", 0.7}}), summary).because,
              HasSubstr("threads-epoll was stopped: its planned rate needs 83 %"));
}

TEST(Verdict, refuted_on_emulated_cores_means_not_from_balance_alone) {
  const Verdict verdict =
      verdict_on(ratio_claim({{"above", 0.7}}), measured_summary(), emulating());
  EXPECT_THAT(verdict.because, HasSubstr("not from balance alone"));
  EXPECT_THAT(verdict.note, HasSubstr("On emulated cores only balance and waiting count"));
  EXPECT_EQ(verdict_on(ratio_claim({{"above", 0.7}})).note, "");
}

/// The same as measured_summary(), from simulate.
Summary simulated_summary() {
  Summary summary = measured_summary();
  summary.simulated = true;
  summary.machine.build.git_revision = "0123456789abcdef-dirty";
  return summary;
}

TEST(Verdict, a_simulation_confirms_and_refutes_and_says_that_it_is_one) {
  const Verdict confirmed =
      verdict_on(ratio_claim({{"below", 0.7}}), simulated_summary(), emulating());
  EXPECT_EQ(confirmed.ruling, Ruling::confirmed);
  EXPECT_EQ(confirmed.evidence, "simulated, some, 6 rounds, revision 012345678-dirty");
  EXPECT_THAT(confirmed.note, HasSubstr("In a simulation only balance and waiting count"));
  const Verdict refuted =
      verdict_on(ratio_claim({{"above", 0.7}}), simulated_summary(), emulating());
  EXPECT_EQ(refuted.ruling, Ruling::refuted);
  EXPECT_THAT(refuted.because, HasSubstr("in a simulation that means: not from balance alone"));
}

TEST(Verdict, says_how_its_evidence_was_come_by) {
  const Claim claim = ratio_claim({{"below", 0.7}});
  EXPECT_THAT(verdict_on(claim).evidence, HasSubstr("measured, some, 6 rounds, revision unknown"));
  EXPECT_THAT(verdict_on(claim, measured_summary(), emulating()).evidence,
              HasSubstr("measured on emulated cores, some"));
  EXPECT_EQ(judge(claim, nullptr).evidence, "none");
}

TEST(Verdict, demands_and_machines_are_emulated_too_and_real_processors_are_not) {
  const auto instrument = [](const Json& spec) {
    Manifest manifest;
    manifest.spec = spec;
    return Evidence({"nowhere", measured_summary(), manifest}).instrument();
  };
  EXPECT_EQ(instrument({{"server", {{"demand", "emulate"}}}}), Instrument::emulated);
  EXPECT_EQ(instrument({{"machine", {{"cores", 8}}}}), Instrument::emulated);
  EXPECT_EQ(instrument({{"machine", {{"cores", 2}, {"real", true}}}}), Instrument::real);
  EXPECT_EQ(instrument({{"server", {{"demand", "block"}}}}), Instrument::real);
}

TEST(Verdict, what_nothing_here_can_tell_says_why_whatever_was_measured) {
  const Verdict verdict = verdict_on(claim_of({{"not_here", "it takes 192 real cores"}}));
  EXPECT_EQ(verdict.ruling, Ruling::cannot_tell);
  EXPECT_EQ(verdict.because, "it takes 192 real cores");
  EXPECT_EQ(verdict.evidence, "none");
}

TEST(Verdict, what_a_claim_says_of_its_limits_takes_the_place_of_the_general_note) {
  Claim claim = ratio_claim({{"below", 0.7}});
  claim.cannot_show = "Locks.";
  EXPECT_EQ(verdict_on(claim, measured_summary(), emulating()).note, "");
}

TEST(Verdict, an_argument_that_rules_a_claim_out_needs_no_results) {
  Json argument{{"kind", "impossible"}, {"stated", 220e9}, {"from", "5,500 × 40 MB"},
                {"most", 137e9},        {"unit", "B/s"},   {"limit", "all that can be"},
                {"because", "memory"}};
  const Verdict verdict = judge(claim_of({{"argument", argument}}), nullptr);
  EXPECT_EQ(verdict.ruling, Ruling::impossible);
  EXPECT_EQ(verdict.because, "5,500 × 40 MB is 220 GB/s; all that can be: 137 GB/s (memory)");
  argument["kind"] = "implausible";
  EXPECT_EQ(judge(claim_of({{"argument", argument}}), nullptr).ruling, Ruling::implausible);
  argument["stated"] = 1e9;
  EXPECT_EQ(judge(claim_of({{"argument", argument}}), nullptr).ruling, Ruling::cannot_tell);
}

TEST(Verdict, shows_values_beside_it_or_why_there_are_none) {
  Claim claim = claim_of(
      {{"conditions", {{{"quantity", "bytes_per_second"}, {"of", "reuseport"}, {"above", 1}}}},
       {"beside",
        {{{"text", "rate"}, {"value", {{"quantity", "requests_per_second"}, {"of", "reuseport"}}}},
         {{"text", "other"}, {"value", {{"quantity", "bytes_per_second"}, {"of", "nginx"}}}}}}});
  const Verdict verdict = verdict_on(claim);
  EXPECT_EQ(shown(*verdict.beside.at(0).value), "50 (40 – 104)");
  EXPECT_EQ(verdict.beside.at(1).missing, "nginx was not measured");
}

TEST(Verdict, a_row_of_several_points_is_taken_where_the_claim_or_its_quantity_says) {
  Claim claim = ratio_claim({{"about", 1}, {"within", 0}});
  EXPECT_THAT(verdict_on(claim, two_points()).because, HasSubstr("at several points"));
  claim.point = {{"load.connections", 320}};
  EXPECT_EQ(verdict_on(claim, two_points()).ruling, Ruling::confirmed);
  claim.point = Json::object();
  claim.conditions[0].quantity.at = {{"load.connections", 32}};
  EXPECT_EQ(verdict_on(claim, two_points()).ruling, Ruling::refuted);
}

TEST(Verdict, somewhere_takes_one_point_and_everywhere_all) {
  Claim claim = ratio_claim({{"below", 0.7}});
  claim.where = Where::somewhere;
  EXPECT_EQ(verdict_on(claim, two_points()).because,
            "1 of 2 points confirmed, the first at connections=32: 0.5 (0.4 – 0.6) is below 0.7");
  claim.where = Where::everywhere;
  EXPECT_EQ(verdict_on(claim, two_points()).ruling, Ruling::refuted);
  claim.conditions[0].bound = 0.5;
  claim.where = Where::somewhere;
  EXPECT_EQ(verdict_on(claim, two_points()).ruling, Ruling::cannot_tell);
}

TEST(Verdict, every_condition_must_hold) {
  Claim claim = ratio_claim({{"below", 0.7}});
  claim.conditions.push_back(ratio_claim({{"above", 0.3}}).conditions[0]);
  EXPECT_EQ(verdict_on(claim).because,
            "0.5 (0.4 – 0.6) is below 0.7; 0.5 (0.4 – 0.6) is above 0.3");
  claim.conditions[1].bound = 0.5;
  EXPECT_EQ(verdict_on(claim).ruling, Ruling::cannot_tell);
  claim.conditions[0].bound = 0.1;
  EXPECT_EQ(verdict_on(claim).ruling, Ruling::refuted);
}

TEST(Verdict, a_crossing_lies_between_the_points_where_the_ratio_is_clear_of_one) {
  Summary summary = measured_summary({{"load.connections", 10}});
  for (const auto& [connections, rate] : {std::pair(20, 100.0), {30, 200.0}}) {
    const Json point{{"load.connections", connections}};
    const std::vector<double> rates(6, rate), others(6, 100.0);
    summary.rows.push_back(some_row("reuseport", rates, point));
    summary.rows.push_back(some_row("threads-epoll", others, point));
  }
  const Json over{{"over", "load.connections"}, {"below", 31}};
  const Verdict verdict = verdict_on(ratio_claim(over, "crossing"), summary);
  EXPECT_EQ(verdict.because, "20 (10 – 30) is below 31");
  EXPECT_THAT(verdict_on(ratio_claim(over, "crossing"), two_points()).because,
              HasSubstr("is not shown to pass 1 exactly once"));
}

/// The figures of a run as its file gives them; some_record has 2 workers, 0.75 mean.
TEST(Verdict, some_quantities_come_from_the_single_runs) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "runs");
  for (int round = 1; round <= 6; ++round) {
    Json record = some_record();
    record["index"] = record["round"] = round;
    record["load"]["report"]["requests"] = 40;
    std::ofstream(folder.path() / "runs" / fmt::format("{:03}.json", round)) << record.dump();
  }
  const Evidence evidence({folder.path(), measured_summary(), std::nullopt});
  const auto claim = [](const char* quantity) {
    Json condition{{"quantity", quantity}, {"of", "reuseport"}, {"about", 0.3}, {"within", 0.1}};
    if (quantity == std::string("percentile")) condition["percentile"] = 99;
    return claim_of({{"conditions", Json::array({condition})}});
  };
  EXPECT_EQ(judge(claim("of_cores"), &evidence).ruling, Ruling::confirmed);
  EXPECT_TRUE(judge(claim("percentile"), &evidence).measured);
  EXPECT_THAT(verdict_on(claim("of_cores")).because, HasSubstr("no single run is there"));
}

}  // namespace
}  // namespace dispatchbench::runner
