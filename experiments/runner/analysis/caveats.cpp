#include "experiments/runner/analysis/caveats.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/each.hpp"
#include "experiments/runner/analysis/sentences.hpp"
#include "experiments/runner/results/metric.hpp"

namespace dispatchbench::runner {
namespace {

using Caveats = std::vector<Caveat>;

/// They belong to a summary that lives longer.
using CaveatRows = std::vector<const RowSummary*>;

template <class Predicate>
CaveatRows rows_where(const Summary& summary, Predicate predicate) {
  CaveatRows rows;
  for (const RowSummary& row : summary.rows) {
    if (predicate(row)) rows.push_back(&row);
  }
  return rows;
}

std::string listed_rows(const CaveatRows& rows) {
  return listed(each(rows, &RowSummary::label));
}

/// What is so of every row is of the column that shows it.
Subject subject_of(const CaveatRows& rows, const Summary& summary, const char* column) {
  if (rows.size() == summary.rows.size()) return of_column(column);
  return of_rows(each(rows, [](const RowSummary* row) {
    return SubjectRow{row->name, row->point};
  }));
}

// Keys of a row in summary.json.
constexpr const char* ratio_column = "ratio_to_baseline";
constexpr const char* tier_column = "tier";
constexpr const char* limit_column = "limited_by";

void about_completeness(const Summary& summary, Caveats& caveats) {
  if (summary.finished_runs >= summary.planned_runs) return;
  caveats.push_back(
      {fmt::format("{} of {} planned runs are missing: this run is not finished.",
                   summary.planned_runs - summary.finished_runs, summary.planned_runs),
       {}});
}

void about_simulation(const Summary& summary, Caveats& caveats) {
  if (!summary.simulated) return;
  caveats.push_back(
      {"Nothing here was measured: a simulator worked it out, which knows no network, no wake-ups "
       "and no client that is late.",
       {}});
}

void about_intervals(const Summary& summary, Caveats& caveats) {
  const Metric& metric = metric_of(summary);
  const auto sample = metric.sample;
  const CaveatRows lacking = rows_where(summary, [sample](const RowSummary& row) {
    return (row.*sample).median && !(row.*sample).low && !row.stopped;
  });
  if (lacking.empty()) return;
  const bool all = lacking.size() == summary.rows.size();
  caveats.push_back(
      {fmt::format("There are too few rounds for an interval of {}, so differences may be chance. "
                   "Six rounds are the least for 95 %, more where several strategies are compared.",
                   all ? "any row" : listed_rows(lacking)),
       subject_of(lacking, summary, metric.name)});
}

void about_lower_bounds(const Summary& summary, Caveats& caveats) {
  const Metric& metric = metric_of(summary);
  const CaveatRows bounds = rows_where(
      summary, [&](const RowSummary& row) { return is_lower_bound(row, metric) && !row.stopped; });
  if (bounds.empty()) return;
  caveats.push_back(
      {fmt::format("The {} of {} could be longer: requests had no answer when the load was over. "
                   "So could a ratio of it, and a ratio to it could be smaller.",
                   metric.words, listed_rows(bounds)),
       subject_of(bounds, summary, metric.name)});
}

void about_stopped(const Summary& summary, Caveats& caveats) {
  for (const RowSummary& row : summary.rows) {
    if (!row.stopped) continue;
    caveats.push_back(
        {fmt::format("{} was not measured further, and is not compared, though it may "
                     "be better than what is: {}.",
                     row.label(), *row.stopped),
         of_rows({{row.name, row.point}})});
  }
}

void about_drawn_work(const Summary& summary, Caveats& caveats) {
  if (summary.drawn_work.empty()) return;
  caveats.push_back(
      {fmt::format("Every round draws work of its own ({}), so the intervals of single figures, of "
                   "requests/s and latencies, span unlike rounds: rows are compared within the "
                   "round alone.",
                   listed(summary.drawn_work)),
       of_column(metric_of(summary).name)});
}

void about_baseline(const Summary& summary, Caveats& caveats) {
  if (!summary.baseline || has_measured_baseline(summary)) return;
  caveats.push_back(
      {fmt::format("There are no ratios: the baseline {} was not measured here (bench summarize "
                   "--baseline NAME takes another).",
                   *summary.baseline),
       of_column(ratio_column)});
}

void about_rounds(const Summary& summary, Caveats& caveats) {
  const auto too_few = [&](std::optional<Difference> RowSummary::*compared) {
    return std::any_of(summary.rows.begin(), summary.rows.end(),
                       [&](const RowSummary& row) { return row.*compared == Difference::unknown; });
  };
  if (too_few(&RowSummary::compared_to_baseline)) {
    caveats.push_back(
        {fmt::format(
             "It cannot tell any difference from the baseline: an interval of a ratio takes {} "
             "rounds without a failure.",
             summary.rounds_needed),
         of_column(ratio_column)});
  }
  if (too_few(&RowSummary::compared_to_leader)) {
    caveats.push_back(
        {fmt::format(
             "It cannot tell who is ahead: comparing all pairs takes {} rounds without a failure.",
             summary.rounds_needed_for_tiers),
         of_column(tier_column)});
  }
}

std::string best_in_words(const Metric& metric) {
  if (metric.lower_is_better) return fmt::format("has the lowest {}", metric.words);
  return &metric == &requests_metric() ? "is the fastest"
                                       : fmt::format("has the most {}", metric.words);
}

/// Of each leading group, that it is one.
void about_leaders(const Summary& summary, Caveats& caveats) {
  const Metric& metric = metric_of(summary);
  std::map<std::string, std::vector<std::string>> groups;
  for (const RowSummary& row : summary.rows) {
    if (row.tier == 1U && row.leader) {
      groups[label(*row.leader, row.point)].push_back(row.label());
    }
  }
  for (auto& [leader, labels] : groups) {
    labels.insert(labels.begin(), leader);
    caveats.push_back({fmt::format("It cannot tell which {} of {}: they are indistinguishable.",
                                   best_in_words(metric), listed(labels)),
                       of_column(tier_column)});
  }
}

void about_differences(const Summary& summary, Caveats& caveats) {
  std::vector<std::string> bounded;
  for (const RowSummary& row : summary.rows) {
    if (row.compared_to_baseline != Difference::indistinguishable) continue;
    bounded.push_back(fmt::format("{} ({:+.1f} % to {:+.1f} %)", row.label(),
                                  100 * (row.ratio_to_baseline->low.value_or(0) - 1),
                                  100 * (row.ratio_to_baseline->high.value_or(0) - 1)));
  }
  if (bounded.empty()) return;
  caveats.push_back(
      {fmt::format("It shows no difference in {} from the baseline of {}; the true one may lie "
                   "anywhere between.",
                   metric_of(summary).words, listed(std::move(bounded))),
       of_column(ratio_column)});
}

void about_limits(const Summary& summary, Caveats& caveats) {
  const auto limited_by = [&](const char* limit) {
    return rows_where(summary, [&](const RowSummary& row) { return row.main_limit() == limit; });
  };
  if (const CaveatRows bound = limited_by("machine-bound"); !bound.empty()) {
    caveats.push_back(
        {fmt::format("It cannot tell what {} would do on more processors: the machine was used up.",
                     listed_rows(bound)),
         subject_of(bound, summary, limit_column)});
  }
  if (const CaveatRows least = limited_by("client-bound"); !least.empty()) {
    caveats.push_back(
        {fmt::format("It cannot tell the most that {} can do: the client was the limit, so their "
                     "figures say \"at least\".",
                     listed_rows(least)),
         subject_of(least, summary, limit_column)});
  }
}

void about_chance(const Summary& summary, Caveats& caveats) {
  const CaveatRows drawn = rows_where(
      summary, [](const RowSummary& row) { return row.placement_by_chance && row.runs > 0; });
  if (drawn.empty()) return;
  const Metric& metric = metric_of(summary);
  caveats.push_back(
      {fmt::format("There is no single {} of {}: chance places its connections, every run is a "
                   "draw, and their distribution is the result.",
                   metric.lower_is_better ? "latency" : "rate", listed_rows(drawn)),
       subject_of(drawn, summary, metric.name)});
}

void about_stopping(const Summary& summary, Caveats& caveats) {
  if (!summary.stopping || summary.stopping->reached || !summary.stopping->widest) return;
  const WidestInterval& widest = *summary.stopping->widest;
  caveats.push_back(
      {fmt::format("It cannot tell anything to within {:.1f} %: the interval of {} is {}.",
                   100 * summary.stopping->until, label(widest.name, widest.point),
                   widest.half_width ? fmt::format("±{:.1f} % wide", 100 * *widest.half_width)
                                     : "not there yet"),
       {}});
}

void about_failures(const Summary& summary, Caveats& caveats) {
  const CaveatRows rows = rows_where(summary, [](const RowSummary& row) { return row.failed > 0; });
  if (rows.empty()) return;
  std::size_t failed = 0;
  for (const RowSummary* row : rows) failed += row->failed;
  caveats.push_back(
      {fmt::format("{} of {} runs failed and are left out.", failed, summary.finished_runs),
       rows.size() == summary.rows.size() ? Subject() : subject_of(rows, summary, "failed")});
}

void about_published(const Summary& summary, Caveats& caveats) {
  if (!summary.published) return;
  caveats.push_back(
      {"The article does not say how its load was shared out, whether connections were kept "
       "alive, or how often it measured; its absolute figures cannot be full 40 MB bodies. Only "
       "ratios are compared.",
       of_column("published")});
}

void about_peers(const Summary& summary, Caveats& caveats) {
  const CaveatRows peers = rows_where(summary, [](const RowSummary& row) { return row.peer; });
  if (peers.empty()) return;
  caveats.push_back(
      {"Other servers bring their own HTTP code, so they differ from the strategies in more than "
       "dispatch.",
       subject_of(peers, summary, "name")});
}

void about_emulation(const Summary& summary, Caveats& caveats) {
  if (!summary.emulated) return;
  caveats.push_back(
      {"An emulated machine has no caches, no memory bandwidth, no lock waiting and no "
       "interrupts: what they do to a strategy cannot be seen on it.",
       {}});
}

}  // namespace

std::vector<Caveat> caveats_of(const Summary& summary) {
  Caveats caveats;
  for (const auto about :
       {about_simulation, about_completeness, about_stopped, about_intervals, about_lower_bounds,
        about_drawn_work, about_baseline, about_rounds, about_leaders, about_differences,
        about_limits, about_chance, about_stopping, about_failures, about_emulation,
        about_published, about_peers}) {
    about(summary, caveats);
  }
  return caveats;
}

}  // namespace dispatchbench::runner
