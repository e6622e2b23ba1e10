// The options of loadgen, one row each.
#pragma once

#include "base/option.hpp"

namespace dispatchbench::loadgen {

const OptionTable& load_options();

}  // namespace dispatchbench::loadgen
