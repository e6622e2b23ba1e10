// The options that bench and simulate share: where the programs are, and how much is to be run.
#pragma once

#include <string_view>

#include "base/option_values.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

/// --bin, of `program`.
Option bin_option(std::string_view program);

/// --only; `verb` is what is done to the rows.
Option only_option(std::string_view verb);

/// --scale and --rounds, and --bin of `program`.
OptionTable sizing_options(std::string_view program);

/// What --scale, --rounds and --only ask for.
Sizing sizing_from(const OptionValues& values);

}  // namespace dispatchbench::runner
