// One of several processes of a load, from its arguments to its exit code: what the processes agree
// on before they load, and how they part afterwards.
#pragma once

#include <functional>

#include "loadgen/hosts/launch.hpp"
#include "loadgen/load_result.hpp"
#include "loadgen/options/options.hpp"

namespace dispatchbench::loadgen {

using Report = std::function<int(const Options&, const LoadResult&)>;

/// What main() does of one of several processes: meets the others, loads, parts from them, and at
/// rank 0 reports. Returns the exit code; where all went as it should, that of the others is 0.
int run_rank(const Launch& launch, int argc, char** argv, const Report& report);

}  // namespace dispatchbench::loadgen
