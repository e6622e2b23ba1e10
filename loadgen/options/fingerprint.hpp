// What must be alike where several processes load together.
#pragma once

#include <string>

#include "loadgen/options/options.hpp"

namespace dispatchbench::loadgen {

/// The same for all that have the same version, options, mix and trace, for each works out by
/// itself which requests and slots are its own.
std::string fingerprint(const Options& options);

}  // namespace dispatchbench::loadgen
