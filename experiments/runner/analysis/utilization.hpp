// How evenly a server's workers were kept busy while the load ran, from its own report.
#pragma once

#include <cstddef>
#include <vector>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// How many workers were busy for more than half of each of the server's samples.
struct BusySamples {
  std::size_t workers = 0;
  std::vector<std::size_t> busy;  ///< a value a sample whose middle lies within the load's time
};

/// Given a run's record; empty where the server says nothing.
BusySamples busy_samples_of(const Json& record);

/// Given a run's record, from the first measured request on, what was busy in a warm-up left out:
///   mean                    busy share of the load's time, mean over the workers that exist
///   of_cores                the same against --threads cores (one reactor uses 1 of 32)
///   busiest_over_mean       busy time of the busiest worker over the mean one's
///   time_above_half_busy    share of the load's time in which more than half of the workers are
///                           busy for more than half of a sample
///   time_nearly_all_busy    likewise, nine tenths of the workers or more
///   time_few_busy           likewise, at least one worker but no more than a sixth of them
/// What cannot be known is left out.
Json utilization_of(const Json& record);

/// {connections: [one a worker], requests: […], bytes: […], fullest_connections}.
Json shares_of(const Json& server_report);

}  // namespace dispatchbench::runner
