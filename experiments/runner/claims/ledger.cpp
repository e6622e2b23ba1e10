#include "experiments/runner/claims/ledger.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dispatchbench::runner {
namespace {

constexpr std::array findings{Finding::confirmed, Finding::refuted, Finding::cannot_tell,
                              Finding::impossible};

std::size_t count_of(const std::vector<Judged>& ledger, Finding finding) {
  return static_cast<std::size_t>(
      std::count_if(ledger.begin(), ledger.end(),
                    [&](const Judged& judged) { return judged.verdict.finding == finding; }));
}

std::string where(const Claim& claim) {
  return claim.experiment.empty() ? "theory" : claim.experiment;
}

std::string line_of(const Shown& remark) {
  return fmt::format(
      "  beside it: {}: {}\n", remark.text,
      remark.value ? shown(*remark.value, remark.unit) : "not known here: " + remark.missing);
}

std::string paragraph(const Judged& judged) {
  const auto& [claim, verdict] = judged;
  std::string text =
      fmt::format("{}: {}\n  \"{}\" ({})\n  {}: {}\n", claim.id, words_of(verdict.finding),
                  claim.sentence, claim.source, where(claim), verdict.because);
  for (const Shown& remark : verdict.beside) text += line_of(remark);
  if (!claim.note.empty()) text += fmt::format("  note: {}\n", claim.note);
  return text + "\n";
}

Json to_json(const Interval& interval) {
  return {{"low", interval.low}, {"middle", interval.middle}, {"high", interval.high}};
}

Json beside_of(const Verdict& verdict) {
  Json list = Json::array();
  for (const Shown& remark : verdict.beside) {
    list.push_back({{"text", remark.text},
                    {"unit", remark.unit},
                    {"value", remark.value ? to_json(*remark.value) : Json(nullptr)},
                    {"missing", remark.missing}});
  }
  return list;
}

Json arithmetic_of(const Claim& claim, const Verdict& verdict) {
  if (!verdict.stated) return nullptr;
  return {{"expression", claim.impossible->stated.text()},
          {"stated", *verdict.stated},
          {"ceiling", or_null(verdict.ceiling)},
          {"unit", claim.impossible->unit}};
}

Json to_json(const Judged& judged) {
  const auto& [claim, verdict] = judged;
  return {{"id", claim.id},
          {"source", claim.source},
          {"sentence", claim.sentence},
          {"experiment", claim.experiment.empty() ? Json(nullptr) : Json(claim.experiment)},
          {"point", claim.point},
          {"expression", claim.expression ? Json(claim.expression->text()) : Json(nullptr)},
          {"verdict", words_of(verdict.finding)},
          {"because", verdict.because},
          {"published", or_null(verdict.published)},
          {"same_within", claim.published ? Json(claim.same_within) : Json(nullptr)},
          {"measured", verdict.measured ? to_json(*verdict.measured) : Json(nullptr)},
          {"arithmetic", arithmetic_of(claim, verdict)},
          {"beside", beside_of(verdict)},
          {"note", claim.note}};
}

}  // namespace

std::vector<Judged> judge_all(std::vector<Claim> claims, const EvidenceByExperiment& evidence) {
  std::vector<Judged> ledger;
  const Evidence none;
  for (Claim& claim : claims) {
    const auto found = evidence.find(claim.experiment);
    const Evidence* own = found == evidence.end() ? nullptr : &found->second;
    Verdict verdict = judge(claim, claim.experiment.empty() ? &none : own);
    ledger.push_back({std::move(claim), std::move(verdict)});
  }
  return ledger;
}

std::string text_of(const std::vector<Judged>& ledger) {
  std::string text;
  for (const Judged& judged : ledger) text += paragraph(judged);
  std::vector<std::string> counts;
  counts.reserve(findings.size());
  for (const Finding finding : findings) {
    counts.push_back(fmt::format("{} {}", count_of(ledger, finding), words_of(finding)));
  }
  return text + fmt::format("{} claims: {}\n", ledger.size(), fmt::join(counts, ", "));
}

Json to_json(const std::vector<Judged>& ledger, const EvidenceByExperiment& evidence) {
  Json results = Json::array();
  for (const auto& [experiment, run] : evidence) {
    results.push_back({{"experiment", experiment},
                       {"rounds", run.summary().at("rounds")},
                       {"machine", run.summary().at("machine")}});
  }
  Json claims = Json::array();
  for (const Judged& judged : ledger) claims.push_back(to_json(judged));
  Json counts = Json::object();
  for (const Finding finding : findings)
    counts[std::string(words_of(finding))] = count_of(ledger, finding);
  return {{"schema_version", 1}, {"results", results}, {"counts", counts}, {"claims", claims}};
}

}  // namespace dispatchbench::runner
