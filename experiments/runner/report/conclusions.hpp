// What a summary cannot say, in words. Pure.
#pragma once

#include <string>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// Sentences for people, most important first, given a summary that is otherwise complete.
Json not_concluded(const Json& summary);

/// What a flag of a run means; the flag itself if it is not known.
std::string flag_in_words(const std::string& flag);

/// "the machine (less than 5 % idle)", for a limiting factor.
std::string limit_in_words(const std::string& factor);

/// The factor that limited most of a row's runs; empty if none is known.
std::string main_limit(const Json& row);

}  // namespace dispatchbench::runner
