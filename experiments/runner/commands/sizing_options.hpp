// The options that commands share.
#pragma once

#include <optional>

#include "base/option_values.hpp"
#include "experiments/runner/spec/plan.hpp"
#include "experiments/runner/spec/stopping.hpp"

namespace dispatchbench::runner {

/// --bin
Option bin_option();

/// --scale, --rounds and --bin.
OptionTable sizing_options();

/// --until and --max-rounds.
OptionTable stopping_options();

/// What --until and --max-rounds ask for; nothing if neither was given. Throws UsageError.
std::optional<Precision> precision_from(const OptionValues& values);

/// What --scale and --rounds ask for.
Sizing sizing_from(const OptionValues& values);

}  // namespace dispatchbench::runner
