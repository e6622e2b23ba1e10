// What a run cannot show, in sentences: the only place that words it, but for the page, which has
// its own words for older summaries (plots/caveats.py), and beside what it draws. Pure.
#pragma once

#include <vector>

#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

/// Whole sentences, most important first, of a summary that is otherwise complete.
std::vector<Caveat> caveats_of(const Summary& summary);

}  // namespace dispatchbench::runner
