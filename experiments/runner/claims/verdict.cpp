#include "experiments/runner/claims/verdict.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/each.hpp"
#include "base/units.hpp"
#include "experiments/runner/claims/quantity.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {
namespace {

Ruling ruling_of(bool holds, bool fails) {
  if (holds) return Ruling::confirmed;
  return fails ? Ruling::refuted : Ruling::cannot_tell;
}

std::string reason_of(const Condition& condition, Ruling ruling, const Estimate& measured,
                      const Estimate& bound) {
  const std::string left = shown(measured), right = shown(bound);
  const bool yes = ruling == Ruling::confirmed, open = ruling == Ruling::cannot_tell;
  if (condition.relation == Relation::about) {
    return fmt::format("{} {} {} ± {:.3g} %", left,
                       open  ? "reaches both into and out of"
                       : yes ? "lies within"
                             : "lies outside",
                       right, condition.within * 100);
  }
  if (open) return fmt::format("{} and {} overlap", left, right);
  return fmt::format("{} is {}{} {}", left, yes ? "" : "not ",
                     condition.relation == Relation::below ? "below" : "above", right);
}

Verdict judge_condition(const Condition& condition, const Evidence& evidence) {
  try {
    const Estimate measured = value_of(condition.quantity, evidence);
    const Estimate bound = value_of(condition.bound, evidence);
    const Ruling ruling = compare(measured, condition.relation, bound, condition.within);
    Verdict verdict = Verdict{ruling, reason_of(condition, ruling, measured, bound)};
    verdict.measured = measured;
    if (condition.relation == Relation::about) {
      verdict.published = bound.median;
      verdict.same_within = condition.within;
    }
    return verdict;
  } catch (const CannotTell& error) {
    return Verdict{Ruling::cannot_tell, error.what()};
  }
}

/// Together as strong as the one that decides: the first with `deciding`, else the first that
/// cannot be told, else any.
const Verdict& together(const std::vector<Verdict>& parts, Ruling deciding) {
  for (const Ruling ruling : {deciding, Ruling::cannot_tell}) {
    const auto found = std::ranges::find(parts, ruling, &Verdict::ruling);
    if (found != parts.end()) return *found;
  }
  return parts.front();
}

/// All conditions at one point: refuted by any, confirmed by all.
Verdict judge_here(const Claim& claim, const Evidence& evidence) {
  const auto parts = each(claim.conditions, [&](const Condition& condition) {
    return judge_condition(condition, evidence);
  });
  Verdict verdict = together(parts, Ruling::refuted);
  if (parts.size() == 1 || verdict.ruling != Ruling::confirmed) return verdict;
  const auto reasons = each(parts, &Verdict::because);
  return Verdict{Ruling::confirmed, fmt::format("{}", fmt::join(reasons, "; "))};
}

/// Over all points that the claim leaves open: somewhere is confirmed by any, everywhere refuted.
Verdict judge_points(const Claim& claim, const Evidence& evidence) {
  const auto points = evidence.points();
  if (points.empty()) return Verdict{Ruling::cannot_tell, "no such point was measured"};
  std::vector<Verdict> parts;
  for (const Json& point : points) {
    Verdict part = judge_here(claim, evidence.at(point));
    part.because = fmt::format("at{}: {}", label("", point), part.because);
    parts.push_back(std::move(part));
  }
  const Ruling deciding = claim.where == Where::somewhere ? Ruling::confirmed : Ruling::refuted;
  const Verdict& decided = together(parts, deciding);
  const auto alike = std::ranges::count(parts, decided.ruling, &Verdict::ruling);
  return Verdict{decided.ruling,
                 fmt::format("{} of {} points {}, the first {}", alike, parts.size(),
                             words_of(decided.ruling), decided.because)};
}

/// At the beginning of what holds there alone.
std::string_view place_of(Instrument instrument) {
  return instrument == Instrument::simulated ? "in a simulation" : "on emulated cores";
}

Verdict judge_results(const Claim& claim, const Evidence& evidence) {
  if (const auto cores = evidence.cores(); claim.needs_cores > cores) {
    return Verdict{Ruling::cannot_tell, fmt::format("the machine has {} cores, and it takes {}",
                                                    cores, claim.needs_cores)};
  }
  const Evidence there = evidence.at(claim.point);
  Verdict verdict =
      claim.where == Where::at_the_point ? judge_here(claim, there) : judge_points(claim, there);
  if (verdict.ruling == Ruling::refuted && evidence.instrument() != Instrument::real) {
    verdict.because +=
        fmt::format("; {} that means: not from balance alone", place_of(evidence.instrument()));
  }
  return verdict;
}

/// Nothing if the argument does not rule the claim out.
std::optional<Verdict> judge_argument(const Argument& argument) {
  const double most = value_of(argument.most, Evidence()).median;
  if (argument.stated <= most) return std::nullopt;
  Verdict verdict = Verdict{
      argument.impossible ? Ruling::impossible : Ruling::implausible,
      fmt::format("{} is {}; {}: {} ({})", argument.from, amount(argument.stated, argument.unit),
                  argument.limit, amount(most, argument.unit), argument.because)};
  verdict.most = most;
  return verdict;
}

Verdict decide(const Claim& claim, const Evidence* evidence) {
  if (claim.argument) {
    if (auto verdict = judge_argument(*claim.argument)) return *verdict;
  }
  if (!claim.not_here.empty()) return Verdict{Ruling::cannot_tell, claim.not_here};
  if (claim.conditions.empty()) {
    return Verdict{Ruling::cannot_tell, "the argument does not rule it out"};
  }
  if (evidence == nullptr) {
    return Verdict{Ruling::cannot_tell,
                   fmt::format("no results of {0}; bench run {0} makes them", claim.experiment)};
  }
  return judge_results(claim, *evidence);
}

Shown show(const Remark& remark, const Evidence& there) {
  Shown shown{remark.text, remark.unit, std::nullopt, ""};
  try {
    shown.value = value_of(remark.value, there);
  } catch (const CannotTell& error) {
    shown.missing = error.what();
  }
  return shown;
}

std::string note_of(const Claim& claim, const Evidence& evidence) {
  if (claim.conditions.empty() || evidence.instrument() == Instrument::real) return claim.note;
  if (!claim.cannot_show.empty()) return claim.note;
  return claim.note + (claim.note.empty() ? "" : " ") +
         (evidence.instrument() == Instrument::simulated ? "In a simulation"
                                                         : "On emulated cores") +
         " only balance and waiting count, not what caches, memory or locks cost.";
}

/// "291c04f42", "291c04f42-dirty"
std::string shortened(const std::string& revision) {
  const auto rest = revision.find('-');
  return revision.substr(0, std::min<std::size_t>(9, rest)) +
         (rest == std::string::npos ? "" : revision.substr(rest));
}

std::string evidence_of(const Claim& claim, const Verdict& verdict, const Evidence* evidence) {
  if (verdict.most) return "theory";
  if (!claim.not_here.empty() || evidence == nullptr) return "none";
  if (claim.experiment.empty()) return "theory";
  const Summary& summary = evidence->run().summary;
  return fmt::format("{}, {}, {}, revision {}", words_of(evidence->instrument()), claim.experiment,
                     format_count(summary.rounds, "round"),
                     shortened(summary.machine.build.git_revision.value_or("unknown")));
}

}  // namespace

std::string_view words_of(Ruling ruling) {
  constexpr std::array<std::string_view, 5> words{"confirmed", "refuted", "cannot tell here",
                                                  "impossible as stated", "implausible as stated"};
  return words.at(static_cast<std::size_t>(ruling));
}

std::string_view words_of(Instrument instrument) {
  constexpr std::array<std::string_view, 3> words{"measured", "measured on emulated cores",
                                                  "simulated"};
  return words.at(static_cast<std::size_t>(instrument));
}

Ruling compare(const Estimate& measured, Relation relation, const Estimate& bound, double within) {
  const double low = *measured.low, high = *measured.high;
  const double least = *bound.low, most = *bound.high;
  if (relation == Relation::below) return ruling_of(high < least, low >= most);
  if (relation == Relation::above) return ruling_of(low > most, high <= least);
  const double under = std::abs(least) * within, over = std::abs(most) * within;
  return ruling_of(low >= most - over && high <= least + under,
                   high < least - under || low > most + over);
}

Verdict judge(const Claim& claim, const Evidence* evidence) {
  Verdict verdict = decide(claim, evidence);
  const Evidence there = evidence == nullptr ? Evidence() : evidence->at(claim.point);
  for (const Remark& remark : claim.beside) verdict.beside.push_back(show(remark, there));
  verdict.note = note_of(claim, there);
  verdict.evidence = evidence_of(claim, verdict, evidence);
  return verdict;
}

std::string amount(double value, const std::string& unit) {
  if (unit != "B/s") return fmt::format("{:.3g}{}{}", value, unit.empty() ? "" : " ", unit);
  for (const auto& [factor, name] : {std::pair(1e9, "GB/s"), std::pair(1e6, "MB/s")}) {
    if (std::abs(value) >= factor) return fmt::format("{:.3g} {}", value / factor, name);
  }
  return fmt::format("{:.3g} B/s", value);
}

std::string shown(const Estimate& estimate, const std::string& unit) {
  std::string middle = amount(estimate.median, unit);
  if (estimate.low == estimate.high) return middle;
  return fmt::format("{} ({} – {})", middle, amount(*estimate.low, unit),
                     amount(*estimate.high, unit));
}

}  // namespace dispatchbench::runner
