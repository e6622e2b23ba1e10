// Where and with what the results were made.
#pragma once

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// {cpu, cores, kernel, governor, load_average, memory_bytes, compiler, build_type, git_revision,
/// libraries}. What cannot be found out is null. Takes up to some seconds (it asks git).
Json describe_machine();

/// Whether two descriptions are of the same processor, number of cores, memory and kernel.
bool same_machine(const Json& a, const Json& b);

}  // namespace dispatchbench::runner
