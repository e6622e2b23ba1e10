#include "experiments/runner/analysis/precision.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/runner/analysis/sentences.hpp"

namespace dispatchbench::runner {
namespace {

/// Nothing if this row's interval does not count.
std::optional<Estimate> counted(const RowSummary& row, const Metric& metric, bool compares) {
  if (row.placement_by_chance || row.stopped) return std::nullopt;
  if (!compares) return (row.*metric.sample).estimate();
  if (row.baseline || !row.ratio_to_baseline) return std::nullopt;
  return row.ratio_to_baseline->estimate();
}

std::optional<double> half_width(const Estimate& estimate) {
  if (!estimate.low || !estimate.high || *estimate.low <= 0) return std::nullopt;
  return (std::log(*estimate.high) - std::log(*estimate.low)) / 2;
}

/// An interval that is not there yet is wider than any.
bool wider(std::optional<double> a, std::optional<double> b) {
  return b && (!a || *a > *b);
}

/// The row with the widest interval of those whose interval counts: the ratios to the baseline, or
/// else the metric's values; not of rows that chance decides, whose spread is the result. Nothing
/// if no interval counts.
std::optional<WidestInterval> widest_interval(const std::vector<RowSummary>& rows,
                                              const Metric& metric) {
  const bool compares = std::any_of(rows.begin(), rows.end(), [](const RowSummary& row) {
    return row.ratio_to_baseline.has_value();
  });
  std::optional<WidestInterval> widest;
  for (const RowSummary& row : rows) {
    const auto estimate = counted(row, metric, compares);
    if (!estimate) continue;
    const auto width = half_width(*estimate);
    if (!widest || wider(width, widest->half_width)) widest = {row.name, row.point, width};
  }
  return widest;
}

}  // namespace

std::optional<StoppingState> stopping_state(const std::optional<Stopping>& stopping,
                                            const std::vector<RowSummary>& rows,
                                            const Metric& metric) {
  if (!stopping) return std::nullopt;
  StoppingState state{stopping->until, stopping->looks, widest_interval(rows, metric), false, ""};
  state.reached =
      !state.widest || (state.widest->half_width && *state.widest->half_width <= state.until);
  state.sentence = sentence_of(state);
  return state;
}

}  // namespace dispatchbench::runner
