// What marks and limits mean: the only place that words them. A summary carries those that it
// needs, and whoever shows it prints them.
#pragma once

#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

/// Gives the summary the words of all marks and limits that its rows have, with what the runs say
/// of them.
void add_words(Summary& summary, const Runs& runs);

}  // namespace dispatchbench::runner
