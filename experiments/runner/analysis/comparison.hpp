// What changed between two runs of one experiment, row by row. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/metric.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

/// Whether a figure changed by more than a threshold, with the risk of statistics.hpp shared by all
/// that are compared. Of a latency, more is slower.
enum class Change {
  same_runs,      ///< both hold the very same measurements
  faster,         ///< the whole interval lies beyond the threshold
  slower,         ///< or beyond it on the other side
  no_difference,  ///< or within it
  not_slower,     ///< cannot tell whether it is faster
  not_faster,     ///< cannot tell whether it is slower
  cannot_tell
};

struct FigureChange {
  double base = 0;  ///< the median of the metric
  double next = 0;  ///< likewise
  Estimate ratio;   ///< next over base
  Change change = Change::cannot_tell;
  bool paired = false;  ///< the ratio is that of runs of the same round
};

struct RowChange : FigureChange {
  std::string label;                ///< the row's name and its point
  std::string row;                  ///< the name alone
  std::optional<FigureChange> p99;  ///< where that is not the metric, and both have it
};

struct Comparison {
  std::vector<RowChange> rows;
  std::vector<std::string> only_in_base;  ///< labels of rows that the other has not measured
  std::vector<std::string> only_in_next;
  std::vector<std::string> failing;  ///< of rows of BASE: every run of NEW has failed
  unsigned runs_needed = 0;          ///< in each of the two, for an interval
};

/// Rows that both summaries have measured at the same point, in the order of `base`, by the metric
/// of `next`. `threshold` is a share: 0.01 calls ratios from 0.99 to 1.01 no difference; of a
/// percentile no less than the width of a histogram's bucket. With `same_work`, round i of both
/// sent the same: then ratios are taken round by round, if there are enough rounds for an interval.
Comparison compare(const Summary& base, const Summary& next, double threshold,
                   bool same_work = false);

/// Whether round i of both draws its load from the same seed, the experiment's plus i.
bool same_seeds(const FinishedRun& base, const FinishedRun& next);

enum class Outlook { no_regression, regression, cannot_tell };

/// A regression if the metric or the p99 of any row is slower or all its runs fail now, else none
/// if that can be ruled out for the metric of every row.
Outlook outlook_of(const Comparison& comparison);

/// Why the two cannot be compared, a line each: another experiment, machine or option. What may
/// differ: the programs, their compiler and revision, the seed, the number of rounds, the rows.
enum class Machines { must_be_alike, may_differ };
std::vector<std::string> differences(const FinishedRun& base, const FinishedRun& next,
                                     Machines machines = Machines::must_be_alike);

}  // namespace dispatchbench::runner
