// The processes that a server consists of: those of the process group that its first one leads.
#pragma once

#include <cstdint>
#include <sys/types.h>
#include <vector>

namespace dispatchbench::runner {

/// In the order of their numbers; empty once all are gone. Looks through all of /proc.
std::vector<pid_t> processes_of_group(pid_t group);

/// Processor time that living processes have used, threads that have ended included; those that
/// have gone count nothing.
double cpu_seconds_of(const std::vector<pid_t>& processes);

/// Whether one of them listens on `port` of 127.0.0.1.
bool listens(const std::vector<pid_t>& processes, std::uint16_t port);

}  // namespace dispatchbench::runner
