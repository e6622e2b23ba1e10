#include "experiments/runner/claims/ledger.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/each.hpp"
#include "base/units.hpp"

namespace dispatchbench::runner {
namespace {

std::string line_of(const Shown& remark) {
  return fmt::format(
      "  beside it: {}: {}\n", remark.text,
      remark.value ? shown(*remark.value, remark.unit) : "not known here: " + remark.missing);
}

/// Nothing if there is nothing to say.
std::string line_of(std::string_view what, const std::string& text) {
  return text.empty() ? "" : fmt::format("  {}: {}\n", what, text);
}

std::string paragraph(const Judged& judged) {
  const auto& [claim, verdict] = judged;
  std::string text =
      fmt::format("{}: {}\n  \"{}\"\n", claim.id, words_of(verdict.ruling), claim.sentence);
  text += line_of("set-up", claim.setup) + line_of("here", claim.mapping);
  text += line_of("reported", claim.reported) + line_of("found", verdict.because);
  text += line_of("evidence", verdict.evidence);
  for (const Shown& remark : verdict.beside) text += line_of(remark);
  text += line_of("cannot show", claim.cannot_show) + line_of("note", verdict.note);
  return text + "\n";
}

std::string heading(const Source& source) {
  return fmt::format("== {}{}{}\n\n", source.name, source.own_theory ? " (theory of our own)" : "",
                     source.url.empty() ? "" : "\n   " + source.url);
}

/// As the claim's file has them; null without any.
Json conditions_of(const Claim& claim) {
  if (claim.conditions.empty()) return nullptr;
  return fmt::format("{}", fmt::join(each(claim.conditions, &Condition::text), " and "));
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
          {"url", claim.url},
          {"own_theory", claim.own_theory},
          {"sentence", claim.sentence},
          {"setup", claim.setup},
          {"mapping", claim.mapping},
          {"reported", claim.reported},
          {"cannot_show", claim.cannot_show},
          {"experiment", claim.experiment.empty() ? Json(nullptr) : Json(claim.experiment)},
          {"point", claim.point},
          {"expression", conditions_of(claim)},
          {"verdict", words_of(verdict.ruling)},
          {"because", verdict.because},
          {"evidence", verdict.evidence},
          {"published", or_null(verdict.published)},
          {"same_within", or_null(verdict.same_within)},
          {"measured", to_json(verdict.measured)},
          {"arithmetic", argument_of(claim, verdict)},
          {"beside", beside_of(verdict)},
          {"note", verdict.note}};
}

}  // namespace

bool add_evidence(EvidenceByExperiment& all, Evidence evidence) {
  const std::string experiment = evidence.run().summary.experiment;
  const auto found = all.find(experiment);
  if (found == all.end()) return all.emplace(experiment, std::move(evidence)).second;
  const bool simulated = evidence.instrument() == Instrument::simulated;
  if (simulated == (found->second.instrument() == Instrument::simulated)) return false;
  if (!simulated) found->second = std::move(evidence);
  return true;
}

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

std::size_t count_of(const std::vector<Judged>& ledger, Ruling ruling) {
  return static_cast<std::size_t>(std::ranges::count(
      ledger, ruling, [](const Judged& judged) { return judged.verdict.ruling; }));
}

std::vector<Source> by_source(const std::vector<Judged>& ledger) {
  std::vector<Source> sources;
  for (const Judged& judged : ledger) {
    const Claim& claim = judged.claim;
    auto found = std::ranges::find(sources, claim.source, &Source::name);
    if (found == sources.end()) {
      found = sources.insert(found, {claim.source, claim.url, claim.own_theory, {}});
    }
    found->claims.push_back(judged);
  }
  return sources;
}

std::string count_line(const std::vector<Judged>& ledger) {
  const auto sources = by_source(ledger);
  const auto own = std::ranges::count(sources, true, &Source::own_theory);
  const auto counts = each(rulings, [&](Ruling ruling) {
    return fmt::format("{} {}", count_of(ledger, ruling), words_of(ruling));
  });
  return fmt::format(
      "{} of {}{}: {}\n", format_count(ledger.size(), "claim"),
      format_count(sources.size() - static_cast<std::size_t>(own), "published source"),
      own > 0 ? " and of our own theory" : "", fmt::join(counts, ", "));
}

std::string text_of(const std::vector<Judged>& ledger) {
  std::string text;
  for (const Source& source : by_source(ledger)) {
    text += heading(source);
    for (const Judged& judged : source.claims) text += paragraph(judged);
  }
  return text + count_line(ledger);
}

Json to_json(const std::vector<Judged>& ledger, const EvidenceByExperiment& evidence) {
  Json results = Json::array();
  for (const auto& [experiment, measured] : evidence) {
    const Summary& summary = measured.run().summary;
    results.push_back({{"experiment", experiment},
                       {"how", words_of(measured.instrument())},
                       {"rounds", summary.rounds},
                       {"machine", summary.machine}});
  }
  Json claims = Json::array();
  for (const Judged& judged : ledger) claims.push_back(to_json(judged));
  Json counts = Json::object();
  for (const Ruling ruling : rulings) {
    counts[std::string(words_of(ruling))] = count_of(ledger, ruling);
  }
  return {{"schema_version", schema_version},
          {"results", results},
          {"counts", counts},
          {"claims", claims}};
}

}  // namespace dispatchbench::runner
