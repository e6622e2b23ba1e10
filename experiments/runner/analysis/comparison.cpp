#include "experiments/runner/analysis/comparison.hpp"

#include <algorithm>
#include <map>

#include "base/histogram.hpp"
#include "experiments/runner/analysis/paired_runs.hpp"
#include "experiments/runner/statistics/two_sample.hpp"

namespace dispatchbench::runner {
namespace {

constexpr double bucket_width = 1.0 / (1U << Histogram::sub_bits);

/// The runs' values, those of zero left out.
std::vector<double> nonzero_values(const RowSummary& row, const Metric& metric) {
  std::vector<double> values = (row.*metric.sample).values;
  std::erase_if(values, [](double value) { return value <= 0; });
  return values;
}

/// The median of each round's repeats; nothing if it is not known which run is of which round.
std::map<unsigned, double> by_round(const RowSummary& row, const Metric& metric) {
  const auto& values = (row.*metric.sample).values;
  std::map<unsigned, std::vector<double>> repeats;
  if (values.size() != row.run_rounds.size()) return {};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] > 0) repeats[row.run_rounds[i]].push_back(values[i]);
  }
  return medians_of(repeats);
}

std::vector<double> ratios_by_round(const RowSummary& base, const RowSummary& next,
                                    const Metric& metric) {
  const auto before = by_round(base, metric);
  std::vector<double> ratios;
  for (const auto& [round, after] : by_round(next, metric)) {
    const auto other = before.find(round);
    if (other != before.end()) ratios.push_back(after / other->second);
  }
  return ratios;
}

/// Two rows that are compared.
struct RowPair {
  const RowSummary& base;
  const RowSummary& next;

  bool both_have(const Metric& metric) const {
    return !nonzero_values(base, metric).empty() && !nonzero_values(next, metric).empty();
  }
};

std::vector<RowPair> row_pairs(const Summary& base, const Summary& next, const Metric& metric) {
  std::vector<RowPair> pairs;
  for (const RowSummary& row : base.rows) {
    const RowSummary* const other = find_row(next, row.name, row.point);
    if (other != nullptr && RowPair{row, *other}.both_have(metric)) pairs.push_back({row, *other});
  }
  return pairs;
}

/// Labels of rows of `summary` that are measured, and in no pair.
std::vector<std::string> unpaired(const Summary& summary, const std::vector<RowPair>& pairs,
                                  const Metric& metric) {
  std::vector<std::string> labels;
  for (const RowSummary& row : summary.rows) {
    const bool paired = std::any_of(pairs.begin(), pairs.end(), [&](const RowPair& pair) {
      return &pair.base == &row || &pair.next == &row;
    });
    if (!paired && !nonzero_values(row, metric).empty()) labels.push_back(row.label());
  }
  return labels;
}

/// Labels of rows that went well in `base`, and of which no run did in `next`.
std::vector<std::string> failing_rows(const Summary& base, const Summary& next) {
  std::vector<std::string> labels;
  for (const RowSummary& row : next.rows) {
    const RowSummary* const before = find_row(base, row.name, row.point);
    const bool failed = row.failed > 0 && row.runs == 0;
    if (failed && before != nullptr && before->runs > 0) labels.push_back(row.label());
  }
  return labels;
}

/// As if more were better.
Estimate turned(const Estimate& ratio, const Metric& metric) {
  if (!metric.lower_is_better || !ratio.low || !ratio.high) return ratio;
  return {1 / ratio.median, 1 / *ratio.high, 1 / *ratio.low};
}

Change change_of(const Estimate& ratio, double threshold) {
  if (!ratio.low || !ratio.high) return Change::cannot_tell;
  const bool not_slower = *ratio.low >= 1 - threshold;
  const bool not_faster = *ratio.high <= 1 + threshold;
  if (*ratio.low > 1 + threshold) return Change::faster;
  if (*ratio.high < 1 - threshold) return Change::slower;
  if (not_slower && not_faster) return Change::no_difference;
  if (not_slower) return Change::not_slower;
  return not_faster ? Change::not_faster : Change::cannot_tell;
}

struct Terms {
  double threshold;
  unsigned comparisons;
  bool same_work;
};

FigureChange change_between(const RowPair& pair, const Metric& metric, const Terms& terms) {
  const auto before = nonzero_values(pair.base, metric), after = nonzero_values(pair.next, metric);
  const auto ratios =
      terms.same_work ? ratios_by_round(pair.base, pair.next, metric) : std::vector<double>();
  FigureChange figure{median(before), median(after), {}, Change::same_runs, false};
  figure.paired = ratios.size() >= rounds_needed(terms.comparisons);
  figure.ratio = figure.paired ? estimate_of_ratios(ratios, terms.comparisons)
                               : ratio_of_samples(before, after, terms.comparisons);
  const double least = metric.lower_is_better ? bucket_width : 0;
  if (before != after) {
    figure.change = change_of(turned(figure.ratio, metric), std::max(terms.threshold, least));
  }
  return figure;
}

}  // namespace

Comparison compare(const Summary& base, const Summary& next, double threshold, bool same_work) {
  const Metric& metric = metric_of(next);
  const auto pairs = row_pairs(base, next, metric);
  const auto shows_p99 = [&metric](const RowPair& pair) {
    return &metric != &p99_metric() && pair.both_have(p99_metric());
  };
  const auto beside = std::count_if(pairs.begin(), pairs.end(), shows_p99);
  const auto comparisons = static_cast<unsigned>(pairs.size()) + static_cast<unsigned>(beside);
  const Terms terms{threshold, std::max(comparisons, 1U), same_work};
  Comparison comparison;
  comparison.only_in_base = unpaired(base, pairs, metric);
  comparison.only_in_next = unpaired(next, pairs, metric);
  comparison.failing = failing_rows(base, next);
  std::erase_if(comparison.only_in_base, [&](const std::string& label) {
    return std::ranges::find(comparison.failing, label) != comparison.failing.end();
  });
  comparison.runs_needed = runs_needed_in_each(terms.comparisons);
  for (const RowPair& pair : pairs) {
    RowChange row{change_between(pair, metric, terms), pair.base.label(), pair.base.name,
                  std::nullopt};
    if (shows_p99(pair)) row.p99 = change_between(pair, p99_metric(), terms);
    comparison.rows.push_back(std::move(row));
  }
  return comparison;
}

bool same_seeds(const FinishedRun& base, const FinishedRun& next) {
  return base.manifest && next.manifest && base.manifest->seed == next.manifest->seed;
}

Outlook outlook_of(const Comparison& comparison) {
  const auto any = [&](auto... changes) {
    return std::any_of(comparison.rows.begin(), comparison.rows.end(),
                       [&](const RowChange& row) { return ((row.change == changes) || ...); });
  };
  const bool late = std::any_of(
      comparison.rows.begin(), comparison.rows.end(),
      [](const RowChange& row) { return row.p99 && row.p99->change == Change::slower; });
  if (late || !comparison.failing.empty() || any(Change::slower)) return Outlook::regression;
  if (any(Change::cannot_tell, Change::not_faster)) return Outlook::cannot_tell;
  return Outlook::no_regression;
}

}  // namespace dispatchbench::runner
