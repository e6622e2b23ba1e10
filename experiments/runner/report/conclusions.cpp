#include "experiments/runner/report/conclusions.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "experiments/runner/results/run_id.hpp"

namespace dispatchbench::runner {
namespace {

struct MarkWords {
  const char* mark;
  const char* meaning;
};

struct LimitWords {
  const char* limit;
  const char* what;
  const char* meaning;
};

constexpr std::size_t most_listed = 8;

constexpr std::array mark_words{
    MarkWords{"bytes-mismatch", "client and server do not agree on the bytes"},
    MarkWords{"machine-busy",
              "the machine was less than 10 % idle, so emulated cores may have waited for real "
              "ones"},
    MarkWords{"sleep-overshoot", "sleeps of the emulated cores ended over 2 % late"},
    MarkWords{"cpu-stolen", "the hypervisor took over 2 % of the processors"},
    MarkWords{"others-busy", "other processes used over 10 % of the processors"},
    MarkWords{"client-late", "the client let a connection lie idle for over 5 % of its time"},
};

constexpr std::array limit_words{
    LimitWords{"machine-bound", "the machine",
               "less than 5 % of the processors was idle: client, server and kernel share them, "
               "and processor time per GB and per request tells servers apart where the rate does "
               "not"},
    LimitWords{"client-bound", "the client",
               "its own processors were 95 % busy and the server's were not: the figure is the "
               "least that the server can do"},
    LimitWords{"strategy-bound", "the strategy",
               "for half of the time or more, a quarter or more of the cores lay idle while "
               "workers were busy"},
    LimitWords{"core-bound", "the emulated cores",
               "all of them together were 90 % busy: no strategy can do more"},
    LimitWords{"not-saturated", "nothing found", "neither machine, client nor cores were used up"},
};

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
    if (predicate(row)) names.push_back(row_label(row));
  }
  return names;
}

void add_completeness(Json& sentences, const Json& summary) {
  const auto planned = summary.at("planned_runs").get<std::size_t>();
  const auto finished = summary.at("finished_runs").get<std::size_t>();
  if (finished >= planned) return;
  sentences.push_back(fmt::format("{} of {} planned runs are missing: this run is not finished.",
                                  planned - finished, planned));
}

void add_failures(Json& sentences, const Json& summary) {
  std::size_t failed = 0;
  for (const Json& row : summary.at("strategies")) failed += row.at("failed").get<std::size_t>();
  if (failed == 0) return;
  sentences.push_back(fmt::format("{} of {} runs failed and are left out.", failed,
                                  summary.at("finished_runs").dump()));
}

void add_baseline(Json& sentences, const Json& summary) {
  const Json& baseline = summary.at("baseline");
  if (baseline.is_null()) return;
  const Json& rows = summary.at("strategies");
  if (std::any_of(rows.begin(), rows.end(), [&](const Json& row) {
        return row.at("name") == baseline && row.at("runs") > 0;
      })) {
    return;
  }
  sentences.push_back(
      fmt::format("There are no ratios: the baseline {} was not measured here (bench summarize "
                  "--baseline NAME takes another).",
                  baseline.get<std::string>()));
}

void add_intervals(Json& sentences, const Json& summary) {
  const auto lacking = names_where(summary, [](const Json& row) {
    const Json& rate = row.at("requests_per_second");
    return rate.at("median").is_number() && rate.at("low").is_null();
  });
  if (lacking.empty()) return;
  sentences.push_back(
      fmt::format("There are too few rounds for an interval of {}, so differences may be chance. "
                  "Six rounds are the least for 95 %, more where several strategies are compared.",
                  lacking.size() == summary.at("strategies").size() ? "any row" : listed(lacking)));
}

void add_published(Json& sentences, const Json& summary) {
  if (summary.at("published").is_null()) return;
  sentences.push_back(
      "The article does not say how its load was shared out, whether connections were kept alive, "
      "or how often it measured; its absolute figures cannot be full 40 MB bodies. Only ratios are "
      "compared.");
}

void add_peers(Json& sentences, const Json& summary) {
  if (names_where(summary, [](const Json& row) { return row.at("peer") == true; }).empty()) return;
  sentences.push_back(
      "Other servers bring their own HTTP code, so they differ from the strategies in more than "
      "dispatch.");
}

void add_rounds(Json& sentences, const Json& summary) {
  const auto says_too_few = [&](const char* key) {
    return std::any_of(summary.at("strategies").begin(), summary.at("strategies").end(),
                       [key](const Json& row) { return row.at(key) == "too few rounds"; });
  };
  if (says_too_few("compared_to_baseline")) {
    sentences.push_back(
        fmt::format("It cannot tell any difference from the baseline: an interval of a ratio takes "
                    "{} rounds without a failure.",
                    summary.at("rounds_needed").dump()));
  }
  if (says_too_few("compared_to_leader")) {
    sentences.push_back(
        fmt::format("It cannot tell who is ahead: comparing all pairs takes {} rounds without a "
                    "failure.",
                    summary.at("rounds_needed_for_tiers").dump()));
  }
}

/// Of each leading group, that it is one.
void add_leaders(Json& sentences, const Json& summary) {
  std::map<std::string, std::vector<std::string>> groups;
  for (const Json& row : summary.at("strategies")) {
    if (row.at("tier") != 1 || !row.at("leader").is_string()) continue;
    groups[label(row.at("leader").get<std::string>(), row.at("point"))].push_back(row_label(row));
  }
  for (auto& [leader, names] : groups) {
    names.insert(names.begin(), leader);
    sentences.push_back(fmt::format(
        "It cannot tell which is the fastest of {}: they are indistinguishable.", listed(names)));
  }
}

void add_indistinguishable(Json& sentences, const Json& summary) {
  std::vector<std::string> bounded;
  for (const Json& row : summary.at("strategies")) {
    if (row.at("compared_to_baseline") != "indistinguishable") continue;
    const Json& ratio = row.at("ratio_to_baseline");
    bounded.push_back(fmt::format("{} ({:+.1f} % to {:+.1f} %)", row_label(row),
                                  100 * (ratio.at("low").get<double>() - 1),
                                  100 * (ratio.at("high").get<double>() - 1)));
  }
  if (bounded.empty()) return;
  sentences.push_back(fmt::format(
      "It shows no difference from the baseline of {}; the true one may lie anywhere between.",
      listed(std::move(bounded))));
}

void add_limits(Json& sentences, const Json& summary) {
  const auto bound =
      names_where(summary, [](const Json& row) { return main_limit(row) == "machine-bound"; });
  if (!bound.empty()) {
    sentences.push_back(
        fmt::format("It cannot tell what {} would do on more processors: the machine was used up.",
                    listed(bound)));
  }
  const auto least =
      names_where(summary, [](const Json& row) { return main_limit(row) == "client-bound"; });
  if (!least.empty()) {
    sentences.push_back(
        fmt::format("It cannot tell the most that {} can do: the client was the limit, so their "
                    "figures say \"at least\".",
                    listed(least)));
  }
}

void add_chance(Json& sentences, const Json& summary) {
  const auto drawn = names_where(summary, [](const Json& row) {
    return row.at("placement_by_chance") == true && row.at("runs") > 0;
  });
  if (drawn.empty()) return;
  sentences.push_back(
      fmt::format("There is no single rate of {}: chance places its connections, every run is a "
                  "draw, and their distribution is the result.",
                  listed(drawn)));
}

void add_stopping(Json& sentences, const Json& summary) {
  const Json& stopping = summary.at("stopping");
  if (stopping.is_null() || stopping.at("reached") == true) return;
  const Json& widest = stopping.at("widest");
  const auto width = number_at(widest, "half_width");
  sentences.push_back(
      fmt::format("It cannot tell anything to within {:.1f} %: the interval of {} is {}.",
                  100 * stopping.at("until").get<double>(), row_label(widest),
                  width ? fmt::format("±{:.1f} % wide", 100 * *width) : "not there yet"));
}

}  // namespace

std::string row_label(const Json& row) {
  return label(row.at("name").get<std::string>(), row.at("point"));
}

Json mark_in_words(const std::string& mark) {
  for (const auto& [known, meaning] : mark_words) {
    if (known == mark) return meaning;
  }
  return mark;
}

Json limit_in_words(const std::string& limit) {
  for (const auto& [known, what, meaning] : limit_words) {
    if (known == limit) return {{"what", what}, {"meaning", meaning}};
  }
  return {{"what", limit}, {"meaning", ""}};
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

Json caveats_of(const Json& summary) {
  Json sentences = Json::array();
  for (const auto add : {add_completeness, add_intervals, add_baseline, add_rounds, add_leaders,
                         add_indistinguishable, add_limits, add_chance, add_stopping, add_failures,
                         add_published, add_peers}) {
    add(sentences, summary);
  }
  return sentences;
}

}  // namespace dispatchbench::runner
