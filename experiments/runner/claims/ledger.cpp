#include "experiments/runner/claims/ledger.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dispatchbench::runner {
namespace {

constexpr std::array rulings{Ruling::confirmed, Ruling::refuted, Ruling::cannot_tell,
                             Ruling::impossible, Ruling::implausible};

std::size_t count_of(const std::vector<Judged>& ledger, Ruling ruling) {
  return static_cast<std::size_t>(
      std::count_if(ledger.begin(), ledger.end(),
                    [&](const Judged& judged) { return judged.verdict.ruling == ruling; }));
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
      fmt::format("{}: {}\n  \"{}\" ({})\n  {}: {}\n", claim.id, words_of(verdict.ruling),
                  claim.sentence, claim.source, where(claim), verdict.because);
  for (const Shown& remark : verdict.beside) text += line_of(remark);
  if (!verdict.note.empty()) text += fmt::format("  note: {}\n", verdict.note);
  return text + "\n";
}

/// As the claim's file has them; null without any.
Json conditions_of(const Claim& claim) {
  if (claim.conditions.empty()) return nullptr;
  std::vector<std::string> texts;
  texts.reserve(claim.conditions.size());
  for (const Condition& condition : claim.conditions) texts.push_back(condition.text);
  return fmt::format("{}", fmt::join(texts, " and "));
}

Json to_json(const std::optional<Estimate>& estimate) {
  if (!estimate) return nullptr;
  return {{"low", *estimate->low}, {"middle", estimate->median}, {"high", *estimate->high}};
}

Json beside_of(const Verdict& verdict) {
  Json list = Json::array();
  for (const Shown& remark : verdict.beside) {
    list.push_back({{"text", remark.text},
                    {"unit", remark.unit},
                    {"value", to_json(remark.value)},
                    {"missing", remark.missing}});
  }
  return list;
}

/// Null unless an argument decided.
Json argument_of(const Claim& claim, const Verdict& verdict) {
  if (!verdict.most) return nullptr;
  return {{"expression", claim.argument->from},
          {"stated", claim.argument->stated},
          {"ceiling", *verdict.most},
          {"unit", claim.argument->unit}};
}

Json to_json(const Judged& judged) {
  const auto& [claim, verdict] = judged;
  return {{"id", claim.id},
          {"source", claim.source},
          {"sentence", claim.sentence},
          {"experiment", claim.experiment.empty() ? Json(nullptr) : Json(claim.experiment)},
          {"point", claim.point},
          {"expression", conditions_of(claim)},
          {"verdict", words_of(verdict.ruling)},
          {"because", verdict.because},
          {"published", or_null(verdict.published)},
          {"same_within", or_null(verdict.same_within)},
          {"measured", to_json(verdict.measured)},
          {"arithmetic", argument_of(claim, verdict)},
          {"beside", beside_of(verdict)},
          {"note", verdict.note}};
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
  counts.reserve(rulings.size());
  for (const Ruling ruling : rulings) {
    counts.push_back(fmt::format("{} {}", count_of(ledger, ruling), words_of(ruling)));
  }
  return text + fmt::format("{} claims: {}\n", ledger.size(), fmt::join(counts, ", "));
}

Json to_json(const std::vector<Judged>& ledger, const EvidenceByExperiment& evidence) {
  Json results = Json::array();
  for (const auto& [experiment, measured] : evidence) {
    const Summary& summary = measured.run().summary;
    results.push_back(
        {{"experiment", experiment}, {"rounds", summary.rounds}, {"machine", summary.machine}});
  }
  Json claims = Json::array();
  for (const Judged& judged : ledger) claims.push_back(to_json(judged));
  Json counts = Json::object();
  for (const Ruling ruling : rulings) {
    counts[std::string(words_of(ruling))] = count_of(ledger, ruling);
  }
  return {{"schema_version", 1}, {"results", results}, {"counts", counts}, {"claims", claims}};
}

}  // namespace dispatchbench::runner
