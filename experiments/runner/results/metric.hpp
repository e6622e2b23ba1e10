// What rows are compared by: the figure of a run that answers the experiment's question. One table
// for experiments, summaries, ranking, tables and exports.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

struct Metric {
  const char* name;   ///< as experiments and summary.json have it: "latency_p99"
  const char* words;  ///< for people: "p99 latency"
  bool lower_is_better;
  /// Of a run that went well: a rate, or seconds. Nothing where it does not say.
  std::optional<double> (*of)(const MeasuredRun& run);
  Sample RowSummary::*sample;  ///< its values over the runs

  /// Whether a ratio to another row, interval and all, lies on the worse side of 1, or the better.
  bool worse(Difference ratio) const noexcept {
    return ratio == (lower_is_better ? Difference::more : Difference::less);
  }
  bool better(double a, double b) const noexcept { return lower_is_better ? a < b : a > b; }
};

/// In the order in which they are listed.
std::span<const Metric> metrics();

/// Null if there is none of that name.
const Metric* find_metric(std::string_view name);

const Metric& requests_metric();  ///< a closed loop's, unless the experiment says otherwise
const Metric& p99_metric();       ///< an open loop's, whose rate is given

/// What a summary's rows were compared by.
const Metric& metric_of(const Summary& summary);

/// Whether the row's figure could be longer: requests that were never answered reach it.
bool is_lower_bound(const RowSummary& row, const Metric& metric);

/// "12.3 ms" or "163.2", as the metric's kind is.
std::string shown(const Metric& metric, double value);

/// "1.02 (0.98–1.06)", each number as `show` has it; the median alone where there is no interval.
template <class Show>
std::string with_interval(const Estimate& estimate, Show show) {
  std::string middle = show(estimate.median);
  if (!estimate.low || !estimate.high) return middle;
  return fmt::format("{} ({}–{})", middle, show(*estimate.low), show(*estimate.high));
}

}  // namespace dispatchbench::runner
