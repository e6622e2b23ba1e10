// What marks and limits mean and what a summary cannot say, in words: the only place that words
// them. A summary carries those that it needs. Pure.
#pragma once

#include <string>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// Whole sentences for people, most important first, given a summary that is otherwise complete.
Json caveats_of(const Json& summary);

/// What a flag of a run means; the flag itself if it is not known.
Json mark_in_words(const std::string& mark);

/// {what, meaning} of a limiting factor: "the machine", and what that means.
Json limit_in_words(const std::string& limit);

/// The factor that limited most of a row's runs; empty if none is known.
std::string main_limit(const Json& row);

/// "reuseport connections=32", for a row of a summary.
std::string row_label(const Json& row);

}  // namespace dispatchbench::runner
