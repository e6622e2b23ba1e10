// The figures of one row over its successful runs. Pure.
#pragma once

#include "experiments/runner/analysis/paired_runs.hpp"

namespace dispatchbench::runner {

/// What does not depend on any other row; figures of no runs are null. Intervals are corrected for
/// `looks`, the times at which the experiment might have stopped.
Json figures_of(const Runs& runs, unsigned looks);

/// {outlier_rounds, autocorrelation, trend}: what the values of the rounds (requests/s, or their
/// ratio to the median of `baseline` in the same round, so that the machine's drift cancels) say
/// about the rounds; the last two are {value, probability, significant} or null. Significant: less
/// than 5 % likely by chance in any of `rows`. Where chance decides a run nothing is an outlier.
Json over_rounds(const Runs& runs, const Runs& baseline, std::size_t rows, bool by_chance);

/// How many runs have each flag.
Json flags_in(const Runs& runs);

}  // namespace dispatchbench::runner
