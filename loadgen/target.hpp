// What a slot's requests ask for.
#pragma once

#include <string>

#include "loadgen/options/options.hpp"

namespace dispatchbench::loadgen {

/// The path of slot `slot`'s object: "/bucket/loadgen-7".
std::string target_of(const Options& options, unsigned slot);

}  // namespace dispatchbench::loadgen
