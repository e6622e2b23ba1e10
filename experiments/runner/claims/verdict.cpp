#include "experiments/runner/claims/verdict.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace dispatchbench::runner {
namespace {

/// Within the bounds, outside them, or on both sides of one.
Truth lies_within(const Interval& measured, double low, double high) {
  return both(less_or_equal(Interval::exactly(low), measured),
              less_or_equal(measured, Interval::exactly(high)));
}

Verdict because(Finding finding, std::string reason) {
  Verdict verdict;
  verdict.finding = finding;
  verdict.because = std::move(reason);
  return verdict;
}

Finding finding_of(Truth truth) {
  if (truth == Truth::unknown) return Finding::cannot_tell;
  return truth == Truth::yes ? Finding::confirmed : Finding::refuted;
}

Verdict judge_number(const Claim& claim, const Interval& measured, const Evidence& evidence) {
  const double published = std::get<Interval>(claim.published->evaluate(evidence)).middle;
  const double reach = std::abs(published) * claim.same_within;
  const Truth same = lies_within(measured, published - reach, published + reach);
  const char* const where = same == Truth::yes  ? "lies within"
                            : same == Truth::no ? "lies outside"
                                                : "reaches both into and out of";
  Verdict verdict =
      because(finding_of(same), fmt::format("{} {} {:.3g} ± {:.3g} %", shown(measured), where,
                                            published, claim.same_within * 100));
  verdict.published = published;
  verdict.measured = measured;
  return verdict;
}

/// In words, with the values that were compared if it is one comparison.
std::string reason_of(const Claim& claim, Truth truth, const Evidence& evidence) {
  if (const auto sides = claim.expression->sides(evidence)) {
    const std::string left = shown(sides->first), right = shown(sides->second);
    if (truth == Truth::unknown) return fmt::format("{} and {} overlap", left, right);
    return fmt::format("{} is {} {}", left, truth == Truth::yes ? "below" : "not below", right);
  }
  if (truth == Truth::unknown) return "the intervals leave it open";
  return truth == Truth::yes ? "it holds for all that the intervals allow"
                             : "it holds for nothing that the intervals allow";
}

Verdict judge_expression(const Claim& claim, const Evidence& evidence) {
  if (const auto cores = evidence.cores(); claim.needs_cores > cores) {
    return because(Finding::cannot_tell, fmt::format("the machine has {} cores, and it takes {}",
                                                     cores, claim.needs_cores));
  }
  const Evidence there = evidence.at(claim.point);
  const Value value = claim.expression->evaluate(there);
  if (const auto* truth = std::get_if<Truth>(&value)) {
    return because(finding_of(*truth), reason_of(claim, *truth, there));
  }
  return judge_number(claim, std::get<Interval>(value), there);
}

/// "5500 * 40e6 = "; nothing for what is a number already.
std::string derivation_of(const Expression& expression) {
  const bool plain = expression.text().find_first_of("+-*/(") == std::string::npos;
  return plain ? "" : expression.text() + " = ";
}

/// Nothing if the arithmetic does not rule the claim out.
std::optional<Verdict> judge_arithmetic(const Arithmetic& arithmetic) {
  const Interval stated = std::get<Interval>(arithmetic.stated.evaluate(Evidence()));
  const Interval ceiling = std::get<Interval>(arithmetic.ceiling.evaluate(Evidence()));
  if (less(ceiling, stated) != Truth::yes) return std::nullopt;
  Verdict verdict =
      because(Finding::impossible,
              fmt::format("{}{}, and no more than {} can be: {}", derivation_of(arithmetic.stated),
                          amount(stated.middle, arithmetic.unit),
                          amount(ceiling.middle, arithmetic.unit), arithmetic.because));
  verdict.stated = stated.middle;
  verdict.ceiling = ceiling.middle;
  return verdict;
}

Verdict decide(const Claim& claim, const Evidence* evidence) {
  if (claim.impossible) {
    if (auto verdict = judge_arithmetic(*claim.impossible)) return *verdict;
  }
  if (!claim.expression) {
    return because(Finding::cannot_tell, "the arithmetic does not rule it out");
  }
  if (evidence == nullptr) {
    return because(Finding::cannot_tell,
                   fmt::format("no results of {0}; bench run {0} makes them", claim.experiment));
  }
  return judge_expression(claim, *evidence);
}

Shown show(const Remark& remark, const Evidence* evidence, const Claim& claim) {
  Shown shown{remark.text, remark.unit, std::nullopt, ""};
  try {
    const Evidence there = evidence == nullptr ? Evidence() : evidence->at(claim.point);
    shown.value = std::get<Interval>(remark.value.evaluate(there));
  } catch (const CannotTell& error) {
    shown.missing = error.what();
  }
  return shown;
}

}  // namespace

std::string_view words_of(Finding finding) {
  constexpr std::array<std::string_view, 4> words{"confirmed", "refuted", "cannot tell here",
                                                  "impossible as stated"};
  return words.at(static_cast<std::size_t>(finding));
}

Verdict judge(const Claim& claim, const Evidence* evidence) {
  Verdict verdict;
  try {
    verdict = decide(claim, evidence);
  } catch (const CannotTell& error) {
    verdict = because(Finding::cannot_tell, error.what());
  }
  for (const Remark& remark : claim.beside) verdict.beside.push_back(show(remark, evidence, claim));
  return verdict;
}

std::string amount(double value, const std::string& unit) {
  if (unit != "B/s") return fmt::format("{:.3g}{}{}", value, unit.empty() ? "" : " ", unit);
  for (const auto& [factor, name] : {std::pair(1e9, "GB/s"), std::pair(1e6, "MB/s")}) {
    if (std::abs(value) >= factor) return fmt::format("{:.3g} {}", value / factor, name);
  }
  return fmt::format("{:.3g} B/s", value);
}

std::string shown(const Interval& interval, const std::string& unit) {
  std::string middle = amount(interval.middle, unit);
  if (interval.low == interval.high) return middle;
  return fmt::format("{} ({} – {})", middle, amount(interval.low, unit),
                     amount(interval.high, unit));
}

}  // namespace dispatchbench::runner
