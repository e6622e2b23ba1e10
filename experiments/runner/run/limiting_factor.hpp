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
///   acceptor-bound   a thread that only accepts was at work for 80 % of the server's life
///   imbalance        for half of the load's time or more, some worker was busy and a quarter or
///                    more of the cores that the load could have kept busy were not; in an open
///                    loop on emulated cores one worker was busy for 90 % of the time, and a
///                    quarter more than the mean of them
///   strategy-bound   likewise, of a server with a single worker
///   blocked          handlers block their threads, and half as many requests as there are threads
///                    were in the server on average
///   core-bound       cores were emulated and, all together, 90 % busy: no strategy can do more
///   not-saturated    none of these
/// The shares are this project's own conventions. Empty if the run does not say enough.
std::string limiting_factor(const MeasuredRun& run);

/// What the run's file says; worked out where it was written before files said it.
std::string limit_of(const MeasuredRun& run);

}  // namespace dispatchbench::runner
