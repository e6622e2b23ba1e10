// What changed between two runs of one experiment: throughput, row by row. Pure.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/results/summary.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

/// Whether throughput changed by more than a threshold, with the risk of statistics.hpp shared by
/// all rows.
enum class Change {
  same_runs,      ///< both hold the very same measurements
  faster,         ///< the whole interval lies above the threshold
  slower,         ///< or below it
  no_difference,  ///< or within it
  not_slower,     ///< cannot tell whether it is faster
  not_faster,     ///< cannot tell whether it is slower
  cannot_tell
};

struct RowChange {
  std::string label;  ///< the row's name and its point
  std::string row;    ///< the name alone
  double base = 0;    ///< median requests/s
  double next = 0;    ///< likewise
  Estimate ratio;     ///< next over base
  Change change = Change::cannot_tell;
};

struct Comparison {
  std::vector<RowChange> rows;
  std::vector<std::string> only_in_base;  ///< labels of rows that the other has not measured
  std::vector<std::string> only_in_next;
  unsigned runs_needed = 0;  ///< in each of the two, for an interval
};

/// Rows that both summaries have measured at the same point, in the order of `base`. `threshold`
/// is a share: 0.01 calls ratios from 0.99 to 1.01 no difference.
Comparison compare(const Summary& base, const Summary& next, double threshold);

enum class Outlook { no_regression, regression, cannot_tell };

/// A regression if any row is slower, else none if that can be ruled out for every row.
Outlook outlook_of(const Comparison& comparison);

/// Why the two cannot be compared, a line each: another experiment, machine or option. What may
/// differ: the programs, their compiler and revision, the seed, the number of rounds, the rows.
std::vector<std::string> differences(const FinishedRun& base, const FinishedRun& next);

}  // namespace dispatchbench::runner
