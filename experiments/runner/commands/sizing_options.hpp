// The options that `bench run` and `bench list` share.
#pragma once

#include <optional>

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

#include "experiments/runner/spec/plan.hpp"
#include "experiments/runner/spec/stopping.hpp"

namespace dispatchbench::runner {

/// --scale, --rounds, --bin.
void add_sizing_options(boost::program_options::options_description& options);

/// --until, --max-rounds.
void add_stopping_options(boost::program_options::options_description& options);

/// What --until and --max-rounds ask for; nothing if neither was given. Throws UsageError.
std::optional<Precision> precision_from(const boost::program_options::variables_map& values);

/// Throws UsageError that says what would be right.
Sizing sizing_from(const boost::program_options::variables_map& values);

}  // namespace dispatchbench::runner
