// What a run's throughput was limited by, as far as its figures tell.
#pragma once

#include <string>

#include "experiments/runner/results/run.hpp"

namespace dispatchbench::runner {

/// Given a run, the first of these that holds:
///   machine-bound    the machine, or what a cgroup's quota allows of it, was less than 5 % idle:
///                    client, server and kernel share it all
///   client-bound     client and server are pinned to processors apart, the client's were 95 % busy
///                    with it and the server's were not: the figure is the least it can do
///   strategy-bound   for half of the load's time or more, some worker was busy and a quarter or
///                    more of the cores that the server was given were not
///   core-bound       cores were emulated and, all together, 90 % busy: no strategy can do more
///   not-saturated    none of these
/// The 5, 95 and 90 %, the half and the quarter are this project's own conventions. Empty if the
/// run does not say enough.
std::string limiting_factor(const MeasuredRun& run);

/// What the run's file says; worked out where it was written before files said it.
std::string limit_of(const MeasuredRun& run);

}  // namespace dispatchbench::runner
