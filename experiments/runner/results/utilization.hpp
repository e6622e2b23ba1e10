// How evenly a server's workers were kept busy while the load ran, from its own report.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "experiments/runner/results/run.hpp"

namespace dispatchbench::runner {

/// Of the time from the first measured request on, what was busy in a warm-up left out; nothing
/// where it cannot be known.
struct Utilization {
  std::optional<double> mean;  ///< busy share of the load's time, mean over the workers that exist
  std::optional<double> of_cores;  ///< the same against --threads cores (one reactor: 1 of 32)
  std::optional<double> busiest_over_mean;  ///< busy time of the busiest worker over the mean one's
  /// The share of the load's time in which more than half of the workers were busy for more than
  /// half of a sample; nine tenths of them or more; at least one, but no more than a sixth.
  std::optional<double> time_above_half_busy;
  std::optional<double> time_nearly_all_busy;
  std::optional<double> time_few_busy;
  /// The share of the load's time in which a worker was idle while a request or a connection waited
  /// for another.
  std::optional<double> idle_while_queued;
};
DISPATCHBENCH_FIELDS(Utilization, if_known(mean, of_cores, busiest_over_mean, time_above_half_busy,
                                           time_nearly_all_busy, time_few_busy, idle_while_queued))

/// Nothing is known of a run that failed.
Utilization utilization_of(const MeasuredRun& run);

/// How many workers were busy for more than half of each of the server's samples.
struct BusySamples {
  std::size_t workers = 0;
  std::vector<std::size_t> busy;  ///< a value a sample whose middle lies within the load's time
};

/// Empty where the server says nothing.
BusySamples busy_samples_of(const MeasuredRun& run);

/// What each worker got.
struct WorkerShares {
  std::vector<double> connections;
  std::vector<double> requests;
  std::vector<double> bytes;
};
DISPATCHBENCH_FIELDS(WorkerShares, required(connections, requests, bytes))

/// Nothing where the server does not count it.
std::optional<WorkerShares> worker_shares_of(const MeasuredRun& run);

}  // namespace dispatchbench::runner
