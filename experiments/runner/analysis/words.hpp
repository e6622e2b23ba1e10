// What marks and limits mean: the only place that words them. A summary carries those that it
// needs, and whoever shows it prints them.
#pragma once

#include <string>

#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

/// What a run's mark means; the mark itself if it is not known.
std::string mark_in_words(const std::string& mark);

/// What a limiting factor is and means; the factor itself if it is not known.
LimitWords limit_in_words(const std::string& limit);

/// Gives the summary the words of all marks and limits that its rows have, with what the runs say
/// of them.
void add_words(Summary& summary, const Runs& runs);

}  // namespace dispatchbench::runner
