#include "experiments/runner/analysis/comparison.hpp"

#include <algorithm>

#include "experiments/runner/statistics/two_sample.hpp"

namespace dispatchbench::runner {
namespace {

/// The runs' rates, those that are no rate left out.
std::vector<double> rates_of(const RowSummary& row) {
  std::vector<double> rates = row.requests_per_second.values;
  std::erase_if(rates, [](double rate) { return rate <= 0; });
  return rates;
}

const RowSummary* same_row(const Summary& summary, const RowSummary& row) {
  const RowSummary* const other = find_row(summary, row.name, row.point);
  return other == nullptr || rates_of(*other).empty() ? nullptr : other;
}

std::vector<std::string> missing_in(const Summary& summary, const Summary& other) {
  std::vector<std::string> labels;
  for (const RowSummary& row : other.rows) {
    if (!rates_of(row).empty() && same_row(summary, row) == nullptr) labels.push_back(row.label());
  }
  return labels;
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

RowChange change_between(const RowSummary& base, const RowSummary& next, unsigned comparisons,
                         double threshold) {
  const auto before = rates_of(base);
  const auto after = rates_of(next);
  RowChange row{base.label(),
                base.name,
                median(before),
                median(after),
                ratio_of_samples(before, after, comparisons),
                Change::same_runs};
  if (before != after) row.change = change_of(row.ratio, threshold);
  return row;
}

}  // namespace

Comparison compare(const Summary& base, const Summary& next, double threshold) {
  Comparison comparison;
  comparison.only_in_base = missing_in(next, base);
  comparison.only_in_next = missing_in(base, next);
  std::vector<std::pair<const RowSummary*, const RowSummary*>> pairs;
  for (const RowSummary& row : base.rows) {
    const RowSummary* other = same_row(next, row);
    if (other != nullptr && !rates_of(row).empty()) pairs.emplace_back(&row, other);
  }
  const auto comparisons = static_cast<unsigned>(std::max<std::size_t>(pairs.size(), 1));
  for (const auto& [before, after] : pairs) {
    comparison.rows.push_back(change_between(*before, *after, comparisons, threshold));
  }
  comparison.runs_needed = runs_needed_in_each(comparisons);
  return comparison;
}

Outlook outlook_of(const Comparison& comparison) {
  const auto any = [&](auto... changes) {
    return std::any_of(comparison.rows.begin(), comparison.rows.end(),
                       [&](const RowChange& row) { return ((row.change == changes) || ...); });
  };
  if (any(Change::slower)) return Outlook::regression;
  if (any(Change::cannot_tell, Change::not_faster)) return Outlook::cannot_tell;
  return Outlook::no_regression;
}

}  // namespace dispatchbench::runner
