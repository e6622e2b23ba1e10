#include "experiments/runner/analysis/comparison.hpp"

#include <algorithm>

#include "experiments/runner/results/run_id.hpp"
#include "experiments/runner/statistics/two_sample.hpp"

namespace dispatchbench::runner {
namespace {

/// The runs' rates, those that are no rate left out.
std::vector<double> rates_of(const Json& row) {
  std::vector<double> rates;
  for (const Json& value : row.at("requests_per_second").at("values")) {
    if (value.is_number() && value.get<double>() > 0) rates.push_back(value.get<double>());
  }
  return rates;
}

const Json* same_row(const Json& summary, const Json& row) {
  for (const Json& other : summary.at("strategies")) {
    if (other.at("name") == row.at("name") && same_content(other.at("point"), row.at("point"))) {
      return rates_of(other).empty() ? nullptr : &other;
    }
  }
  return nullptr;
}

std::string label_of(const Json& row) {
  return label(row.at("name").get<std::string>(), row.at("point"));
}

std::vector<std::string> missing_in(const Json& summary, const Json& rows) {
  std::vector<std::string> labels;
  for (const Json& row : rows.at("strategies")) {
    if (!rates_of(row).empty() && same_row(summary, row) == nullptr)
      labels.push_back(label_of(row));
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

RowChange change_between(const Json& base, const Json& next, unsigned comparisons,
                         double threshold) {
  const auto before = rates_of(base);
  const auto after = rates_of(next);
  RowChange row{label_of(base), base.at("name").get<std::string>(),           median(before),
                median(after),  ratio_of_samples(before, after, comparisons), Change::same_runs};
  if (before != after) row.change = change_of(row.ratio, threshold);
  return row;
}

}  // namespace

Comparison compare(const Json& base, const Json& next, double threshold) {
  Comparison comparison;
  comparison.only_in_base = missing_in(next, base);
  comparison.only_in_next = missing_in(base, next);
  std::vector<std::pair<const Json*, const Json*>> pairs;
  for (const Json& row : base.at("strategies")) {
    const Json* other = same_row(next, row);
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
