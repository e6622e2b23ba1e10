#include "experiments/runner/report/conclusions.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "experiments/runner/results/run_id.hpp"

namespace dispatchbench::runner {
namespace {

using Words = std::pair<const char*, const char*>;

constexpr std::size_t most_listed = 8;

constexpr std::array flag_words{
    Words{"machine-busy", "the machine was less than 10 % idle, so emulated cores may have waited"},
    Words{"sleep-overshoot", "sleeps of emulated cores ended over 2 % late"},
    Words{"cpu-stolen", "the hypervisor took over 2 % of the processors"},
    Words{"others-busy", "other processes used over 10 % of the processors"},
    Words{"client-late", "the client let a connection lie idle for over 5 % of its time"},
};

constexpr std::array limit_words{
    Words{"machine-bound", "the machine: under 5 % idle, client, server and kernel share it"},
    Words{"client-bound", "the client: the figure is the least that the server can do"},
    Words{"strategy-bound", "the strategy: cores lay idle while workers were busy"},
    Words{"core-bound", "the emulated cores: all busy, no strategy can do more"},
    Words{"not-saturated", "none found: neither machine, client nor cores were used up"},
};

template <std::size_t N>
std::string looked_up(const std::array<Words, N>& table, const std::string& name) {
  for (const auto& [known, words] : table) {
    if (known == name) return words;
  }
  return name;
}

std::string named(const Json& row) {
  return label(row.at("name").get<std::string>(), row.at("point"));
}

/// "a, b and 3 more"
std::string listed(std::vector<std::string> names) {
  const std::size_t more = names.size() - std::min(names.size(), most_listed);
  names.resize(names.size() - more);
  if (more > 0) names.push_back(fmt::format("{} more", more));
  if (names.size() == 1) return names.front();
  const std::string last = names.back();
  names.pop_back();
  return fmt::format("{} and {}", fmt::join(names, ", "), last);
}

template <class Predicate>
std::vector<std::string> names_where(const Json& summary, Predicate predicate) {
  std::vector<std::string> names;
  for (const Json& row : summary.at("strategies")) {
    if (predicate(row)) names.push_back(named(row));
  }
  return names;
}

void add_rounds(Json& sentences, const Json& summary) {
  const auto says_too_few = [&](const char* key) {
    return std::any_of(summary.at("strategies").begin(), summary.at("strategies").end(),
                       [key](const Json& row) { return row.at(key) == "too few rounds"; });
  };
  if (says_too_few("compared_to_baseline")) {
    sentences.push_back(
        fmt::format("any difference from the baseline: an interval of a ratio takes "
                    "{} rounds without a failure",
                    summary.at("rounds_needed").dump()));
  }
  if (says_too_few("compared_to_leader")) {
    sentences.push_back(
        fmt::format("who is ahead: comparing all pairs takes {} rounds without a "
                    "failure",
                    summary.at("rounds_needed_for_tiers").dump()));
  }
}

/// Of each leading group, that it is one.
void add_leaders(Json& sentences, const Json& summary) {
  std::map<std::string, std::vector<std::string>> groups;
  for (const Json& row : summary.at("strategies")) {
    if (row.at("tier") != 1 || !row.at("leader").is_string()) continue;
    groups[label(row.at("leader").get<std::string>(), row.at("point"))].push_back(named(row));
  }
  for (auto& [leader, names] : groups) {
    names.insert(names.begin(), leader);
    sentences.push_back(
        fmt::format("which is the fastest of {}: they are indistinguishable", listed(names)));
  }
}

void add_indistinguishable(Json& sentences, const Json& summary) {
  std::vector<std::string> bounded;
  for (const Json& row : summary.at("strategies")) {
    if (row.at("compared_to_baseline") != "indistinguishable") continue;
    const Json& ratio = row.at("ratio_to_baseline");
    bounded.push_back(fmt::format("{} ({:+.1f} % to {:+.1f} %)", named(row),
                                  100 * (ratio.at("low").get<double>() - 1),
                                  100 * (ratio.at("high").get<double>() - 1)));
  }
  if (bounded.empty()) return;
  sentences.push_back(
      fmt::format("a difference from the baseline: {}; the true one may lie anywhere between",
                  listed(std::move(bounded))));
}

void add_limits(Json& sentences, const Json& summary) {
  const auto bound =
      names_where(summary, [](const Json& row) { return main_limit(row) == "machine-bound"; });
  if (!bound.empty()) {
    sentences.push_back(
        fmt::format("what {} would do on more processors: the machine was used up", listed(bound)));
  }
  const auto least =
      names_where(summary, [](const Json& row) { return main_limit(row) == "client-bound"; });
  if (!least.empty()) {
    sentences.push_back(
        fmt::format("the most that {} can do: the client was the limit, so their "
                    "figures say \"at least\"",
                    listed(least)));
  }
}

void add_chance(Json& sentences, const Json& summary) {
  const auto drawn = names_where(summary, [](const Json& row) {
    return row.at("placement_by_chance") == true && row.at("runs") > 0;
  });
  if (drawn.empty()) return;
  sentences.push_back(
      fmt::format("a single rate of {}: chance places its connections, every run is a "
                  "draw, and their distribution is the result",
                  listed(drawn)));
}

void add_stopping(Json& sentences, const Json& summary) {
  const Json& stopping = summary.at("stopping");
  if (stopping.is_null() || stopping.at("reached") == true) return;
  const Json& widest = stopping.at("widest");
  const auto width = number_at(widest, "half_width");
  sentences.push_back(
      fmt::format("anything to within {:.1f} %: the interval of {} is {}",
                  100 * stopping.at("until").get<double>(), named(widest),
                  width ? fmt::format("±{:.1f} % wide", 100 * *width) : "not there yet"));
}

}  // namespace

std::string flag_in_words(const std::string& flag) {
  return looked_up(flag_words, flag);
}

std::string limit_in_words(const std::string& factor) {
  return looked_up(limit_words, factor);
}

std::string main_limit(const Json& row) {
  std::string main;
  unsigned most = 0;
  for (const auto& [factor, runs] : row.at("limited_by").items()) {
    if (runs.get<unsigned>() <= most) continue;
    most = runs.get<unsigned>();
    main = factor;
  }
  return main;
}

Json not_concluded(const Json& summary) {
  Json sentences = Json::array();
  for (const auto add :
       {add_rounds, add_leaders, add_indistinguishable, add_limits, add_chance, add_stopping}) {
    add(sentences, summary);
  }
  return sentences;
}

}  // namespace dispatchbench::runner
