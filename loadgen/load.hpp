// A whole run: threads, their start and end.
#pragma once

#include "loadgen/load_result.hpp"
#include "loadgen/options/options.hpp"
#include "loadgen/stop.hpp"

namespace dispatchbench::loadgen {

/// Runs the load; returns when all threads have ended. Shows progress on a terminal. Throws
/// std::runtime_error (one line) if it cannot start: no such host, not enough descriptors or ports,
/// a server that would store nothing.
LoadResult run_load(const Options& options, const Stop& stop);

}  // namespace dispatchbench::loadgen
