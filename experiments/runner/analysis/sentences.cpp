#include "experiments/runner/analysis/sentences.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/each.hpp"
#include "base/units.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::size_t most_listed = 8;

std::string count_in_words(std::optional<unsigned> rounds) {
  return rounds ? std::to_string(*rounds) : "over 1000";
}

std::string in_words(const RoundsToDetect& needed) {
  return fmt::format("{} ({} among seven comparisons) for {:.0f} %", count_in_words(needed.rounds),
                     count_in_words(needed.of_seven), 100 * needed.difference);
}

std::string percents(const Distribution& distribution) {
  const auto parts = each(distribution.shares, [](const auto& share) {
    return fmt::format("{}: {:.0f} %", share.first, 100 * share.second);
  });
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

std::string listed(std::vector<std::string> names) {
  const std::size_t more = names.size() - std::min(names.size(), most_listed);
  names.resize(names.size() - more);
  if (more > 0) names.push_back(fmt::format("{} more", more));
  if (names.size() == 1) return names.front();
  const std::string last = names.back();
  names.pop_back();
  return fmt::format("{} and {}", fmt::join(names, ", "), last);
}

std::string sentence_of(const AaPair& pair) {
  std::string text =
      fmt::format("{} and {} are the same thing under two names. Their ratio came out as {:.4f}",
                  label(pair.first, pair.point), pair.second, pair.ratio.median.value_or(0));
  if (pair.ratio.low && pair.ratio.high) {
    const bool right = *pair.ratio.low <= 1 && 1 <= *pair.ratio.high;
    text += fmt::format(" ({:.4f} – {:.4f}), {}", *pair.ratio.low, *pair.ratio.high,
                        right ? "indistinguishable, as it must be" : "WHICH IS A FALSE ALARM");
  }
  if (!pair.spread) return text + "; too few rounds to say more.";
  return text +
         fmt::format(
             "; from round to round it scatters by {:.2f} %. Rounds that a true difference "
             "needs to be found in four of five experiments, with the scatter measured here: "
             "{}.",
             100 * *pair.spread, listed(each(pair.rounds_to_detect, in_words)));
}

std::string sentence_of(const StoppingState& state) {
  return fmt::format(
      "This run was to go on until every interval is within {:.3g} %. It {} that far. It could "
      "stop after {} rounds, and every interval is widened for these looks, so stopping early "
      "raises no more false alarms.",
      100 * state.until, state.reached ? "came" : "did not come", fmt::join(state.looks, ", "));
}

std::string sentence_of(const std::string& row, const Draws& draws) {
  const char* const agrees = !draws.as_expected   ? ""
                             : *draws.as_expected ? " – what chance allows"
                                                  : " – more apart than chance allows";
  return fmt::format(
      "{}: in {} of {} connections on {} workers, the maximum load of a worker was {:.2f} on "
      "average ({}); equal chances for all workers give {:.2f} ({}){}. Every run is a draw, so "
      "none is called an outlier.",
      row, format_count(draws.runs, "draw"), draws.connections, draws.listeners, draws.mean,
      percents(draws.maximum_load.measured), draws.expected_mean,
      percents(draws.maximum_load.expected), agrees);
}

std::vector<std::string> sentences_of(const std::string& row, const OverRounds& rounds) {
  std::vector<std::string> sentences;
  if (!rounds.outlier_rounds.empty()) {
    const bool one = rounds.outlier_rounds.size() == 1;
    sentences.push_back(fmt::format(
        "{}: {} {} {} out by more than ten standard deviations (from the median absolute "
        "deviation); kept.",
        row, one ? "round" : "rounds",
        listed(each(rounds.outlier_rounds, [](unsigned r) { return std::to_string(r); })),
        one ? "stands" : "stand"));
  }
  if (rounds.trend && rounds.trend->significant) {
    sentences.push_back(fmt::format(
        "{} {} from round to round (Kendall's tau {:+.2f}, p = {:.2g}), more than chance gives.",
        row, rounds.trend->value > 0 ? "rises" : "falls", rounds.trend->value,
        rounds.trend->probability));
  }
  if (rounds.autocorrelation && rounds.autocorrelation->significant) {
    sentences.push_back(
        fmt::format("{}: rounds depend on one another (lag-1 autocorrelation {:+.2f}, p = {:.2g}), "
                    "more than chance gives, so its interval may be too narrow.",
                    row, rounds.autocorrelation->value, rounds.autocorrelation->probability));
  }
  return sentences;
}

}  // namespace dispatchbench::runner
