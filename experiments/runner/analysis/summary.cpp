#include "experiments/runner/analysis/summary.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "experiments/runner/analysis/caveats.hpp"
#include "experiments/runner/analysis/ceiling.hpp"
#include "experiments/runner/analysis/drawn_work.hpp"
#include "experiments/runner/analysis/draws.hpp"
#include "experiments/runner/analysis/noise_floor.hpp"
#include "experiments/runner/analysis/precision.hpp"
#include "experiments/runner/analysis/ranking.hpp"
#include "experiments/runner/analysis/row_figures.hpp"
#include "experiments/runner/analysis/sentences.hpp"
#include "experiments/runner/analysis/words.hpp"
#include "experiments/runner/run/planned_load.hpp"
#include "experiments/runner/statistics/signed_rank.hpp"

namespace dispatchbench::runner {
namespace {

using RowsWithRuns = std::vector<RowWithRuns>;

Runs runs_of(Runs runs, const std::string& name, const Json& point) {
  std::erase_if(runs,
                [&](const MeasuredRun* run) { return run->name != name || run->point != point; });
  return runs;
}

Runs successes(Runs runs) {
  std::erase_if(runs, [](const MeasuredRun* run) { return !run->ok(); });
  return runs;
}

unsigned rounds_in(const Runs& runs) {
  std::set<unsigned> rounds;
  for (const MeasuredRun* run : runs) rounds.insert(run->round);
  return static_cast<unsigned>(rounds.size());
}

/// What its first run says, if that was so that no other was made.
std::optional<std::string> why_stopped(const Runs& ok) {
  if (ok.empty() || !ok.front()->marked(beyond_machine_mark)) return std::nullopt;
  return why_beyond_machine(*ok.front());
}

RowWithRuns row_with_runs(Combination combination, Runs all) {
  RowWithRuns row;
  row.ok = successes(all);
  row.summary.name = combination.row.name;
  row.summary.strategy = combination.row.strategy;
  row.summary.point = combination.point;
  row.summary.peer = combination.row.peer.has_value();
  if (row.summary.peer) row.summary.design = combination.row.peer->design;
  row.summary.placement_by_chance = decided_by_chance(combination);
  row.summary.rounds = rounds_in(row.ok);
  row.summary.runs = row.ok.size();
  row.summary.failed = all.size() - row.ok.size();
  row.summary.stopped = why_stopped(row.ok);
  row.combination = std::move(combination);
  row.all = std::move(all);
  return row;
}

/// Rows without a finished run are left out.
RowsWithRuns rows_with_runs(const Experiment& experiment, const Runs& runs) {
  RowsWithRuns rows;
  for (Combination& combination : combinations_of(experiment)) {
    Runs all = runs_of(runs, combination.row.name, combination.point);
    if (!all.empty()) rows.push_back(row_with_runs(std::move(combination), std::move(all)));
  }
  return rows;
}

/// What a row is compared with; null if with nothing, or with a row that never ran.
const RowWithRuns* baseline_of(const Experiment& experiment, const RowsWithRuns& rows,
                               const RowWithRuns& row) {
  if (experiment.baseline.empty() && experiment.baseline_point.empty()) return nullptr;
  Json point = row.combination.point;
  point.update(experiment.baseline_point);
  const std::string& name =
      experiment.baseline.empty() ? row.combination.row.name : experiment.baseline;
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const RowWithRuns& other) {
    return other.combination.row.name == name && other.combination.point == point;
  });
  return found == rows.end() ? nullptr : &*found;
}

/// The ceiling row that ran at the same point.
Runs ceiling_at(const RowsWithRuns& rows, const Json& point) {
  for (const RowWithRuns& row : rows) {
    if (row.combination.row.strategy == ceiling_row && row.combination.point == point) {
      return row.ok;
    }
  }
  return {};
}

/// The ratios of what is shown beside the metric that decides.
void add_other_ratios(RowWithRuns& row, const RowWithRuns& baseline, const Metric& compared,
                      unsigned comparisons) {
  for (const char* name : {"requests_per_second", "latency_p50", "latency_p99"}) {
    if (name == std::string_view(compared.name)) continue;
    const auto ratios = paired_ratios(row.ok, baseline.ok, *find_metric(name));
    if (ratios.empty()) continue;
    row.summary.other_ratios[name] = sample_of(estimate_of_ratios(ratios, comparisons), ratios);
  }
}

void add_comparison(RowWithRuns& row, const RowWithRuns* baseline, const Metric& metric,
                    unsigned comparisons) {
  row.summary.baseline = baseline == &row;
  if (baseline == nullptr || row.summary.stopped || baseline->summary.stopped) return;
  add_other_ratios(row, *baseline, metric, comparisons);
  const auto ratios = paired_ratios(row.ok, baseline->ok, metric);
  if (ratios.empty()) return;
  const Estimate ratio = estimate_of_ratios(ratios, comparisons);
  row.summary.ratio_to_baseline = sample_of(ratio, ratios);
  row.summary.signed_rank_ratio = signed_rank_estimate(ratios, comparisons);
  if (baseline != &row) row.summary.compared_to_baseline = difference(ratio);
}

/// What the values of a row's rounds are of.
std::string series_of(const RowSummary& row, const Metric& metric) {
  if (&metric == &requests_metric()) return row.label();
  return fmt::format("{} of {}", metric.words, row.label());
}

void summarize_row(const Experiment& experiment, const RowsWithRuns& rows, RowWithRuns& row,
                   const Summary& heading, unsigned looks) {
  const RowWithRuns* const baseline = baseline_of(experiment, rows, row);
  const bool by_chance = row.summary.placement_by_chance;
  add_figures(row.summary, row.ok, looks);
  if (row.summary.stopped) row.summary.limited_by.clear();  // its mark says what it was
  row.summary.percent_of_ceiling =
      percent_of_ceiling(row.ok, ceiling_at(rows, row.combination.point));
  add_comparison(row, baseline, *experiment.compare, comparisons_in(experiment) * looks);
  row.summary.over_rounds =
      over_rounds(row.ok, baseline == nullptr || baseline == &row ? Runs() : baseline->ok,
                  {*experiment.compare, rows.size(), by_chance, !heading.drawn_work.empty()});
  row.summary.over_rounds.sentences =
      sentences_of(series_of(row.summary, *experiment.compare), row.summary.over_rounds);
  if (by_chance) row.summary.draws = draws_in(row.ok);
  if (row.summary.draws) {
    row.summary.draws->sentence = sentence_of(row.summary.label(), *row.summary.draws);
  }
  row.summary.flags = flags_in(row.all);
}

/// Of the time that the runs took: starting, stopping and waiting are the rest.
std::optional<double> load_share(const Runs& runs) {
  double all = 0, load = 0;
  for (const MeasuredRun* run : successes(runs)) {
    all += run->seconds();
    load += load_seconds(*run) * run->dilation();
  }
  return all > 0 ? std::optional(load / all) : std::nullopt;
}

/// Runs of rows that were stopped, which nobody waits for.
std::size_t not_made(const Plan& plan, const RowsWithRuns& rows) {
  std::size_t count = 0;
  for (const RowWithRuns& row : rows) {
    if (!row.summary.stopped) continue;
    const auto planned =
        std::count_if(plan.runs.begin(), plan.runs.end(),
                      [&](const PlannedRun& run) { return run.row() == row.summary.label(); });
    count += std::max(static_cast<std::size_t>(planned), row.all.size()) - row.all.size();
  }
  return count;
}

/// Those that were made, where every row was stopped; else those that were planned.
unsigned rounds_of(const Plan& plan, const RowsWithRuns& rows) {
  unsigned made = 0;
  for (const RowWithRuns& row : rows) {
    if (!row.summary.stopped) return plan.rounds;
    made = std::max(made, row.summary.rounds);
  }
  return made;
}

/// What the experiment and the plan say of themselves.
Summary heading_of(const Experiment& experiment, const Plan& plan) {
  Summary summary;
  summary.experiment = experiment.name;
  summary.about = experiment.about;
  summary.compare = experiment.compare->name;
  summary.drawn_work = drawn_work(experiment);
  if (!experiment.baseline.empty()) summary.baseline = experiment.baseline;
  summary.baseline_point = experiment.baseline_point;
  if (!experiment.published.is_null()) summary.published = experiment.published.get<Published>();
  summary.rounds = plan.rounds;
  summary.planned_runs = plan.runs.size();
  summary.skipped = experiment.skipped;
  return summary;
}

}  // namespace

unsigned comparisons_in(const Experiment& experiment) {
  std::size_t compared = 1;
  if (!experiment.baseline.empty()) compared *= experiment.rows.size();
  for (const Variation& variation : experiment.vary) {
    if (experiment.baseline_point.contains(variation.key)) compared *= variation.values.size();
  }
  return static_cast<unsigned>(std::max<std::size_t>(compared, 2) - 1);
}

Summary summarize(const Experiment& experiment, const Plan& plan, const Machine& machine,
                  const Runs& runs, const std::optional<Stopping>& stopping) {
  const unsigned looks = looks_of(stopping);
  const Metric& metric = *experiment.compare;
  Summary summary = heading_of(experiment, plan);
  RowsWithRuns rows = rows_with_runs(experiment, runs);
  for (RowWithRuns& row : rows) summarize_row(experiment, rows, row, summary, looks);
  const unsigned pairs = add_tiers(rows, metric, looks);
  summary.finished_runs = runs.size();
  if (!runs.empty()) summary.simulated = runs.front()->simulated;
  summary.load_share = load_share(runs);
  summary.comparisons = comparisons_in(experiment);
  summary.rounds_needed = rounds_needed(summary.comparisons * looks);
  summary.rounds_needed_for_tiers = rounds_needed(pairs * looks);
  summary.machine = machine;
  summary.emulated =
      std::ranges::any_of(runs, [](const MeasuredRun* run) { return run->emulation.has_value(); });
  summary.noise_floor = noise_floor(rows, metric, looks);
  summary.planned_runs -= not_made(plan, rows);
  if (summary.finished_runs >= summary.planned_runs) summary.rounds = rounds_of(plan, rows);
  for (RowWithRuns& row : rows) summary.rows.push_back(std::move(row.summary));
  summary.stopping = stopping_state(stopping, summary.rows, metric);
  add_words(summary, runs);
  keep_caveats(caveats_of(summary), summary);
  return summary;
}

}  // namespace dispatchbench::runner
