// Whether this process is one of several that load together.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "base/clock.hpp"
#include "loadgen/hosts/communicator.hpp"

namespace dispatchbench::loadgen {

/// What the launcher says of this process.
struct Launch {
  unsigned rank = 0;
  unsigned ranks = 1;
};

/// By the variables that mpirun sets (of Open MPI, or PMI), and srun where it starts several.
/// Nothing for a process that was started alone: MPI is not touched then. `variable`: as
/// std::getenv.
std::optional<Launch> launch_of(const std::function<const char*(const char*)>& variable);

/// Loads MPI and meets the other processes; those that have not come after `patience` are not
/// waited for: says so on standard error and ends the process. Throws UsageError where there is no
/// MPI.
std::unique_ptr<Communicator> meet_others(const Launch& launch, Nanoseconds patience);

/// As Communicator::finish, which waits without end: where others have not come to it after
/// `patience`, says so on standard error and ends the process.
void finish_with_others(Communicator& communicator, const Launch& launch, Nanoseconds patience);

}  // namespace dispatchbench::loadgen
