// What theory expects of a run, where it has a formula for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/runs/latency_figures.hpp"
#include "simulator/runs/run_input.hpp"

namespace dispatchbench::simulator {

/// From when a request is due to its answer; no percentiles where there is no formula for them.
struct Expected {
  std::string model;  ///< "M/M/16", "16 x M/D/1"
  LatencyFigures latency;
};
DISPATCHBENCH_FIELDS(Expected, inlined(latency), required(model))

/// What part of all connections each worker has; empty where there are none.
std::vector<double> shares_of(std::vector<double> connections);

/// Of Poisson arrivals, each on any connection, at a server whose only cost is demand. Connections
/// are kept, and each worker's share of them is its share of the load: `shares`, which add up to 1
/// (one queue for all workers needs none). Nothing where that is not so, or a worker gets more than
/// it can do: there is no steady state then; nor where no worker has any, and there are no shares.
std::optional<Expected> expected_of(const RunInput& input, const std::vector<double>& shares);

/// The same load at as many cores as the run's, whatever its strategy: between these two lie
/// servers that know nothing of demands beforehand and lose nothing by dispatching.
struct Ideals {
  std::optional<Expected> one_queue;   ///< for all cores
  std::optional<Expected> queue_each;  ///< a queue for each core, joined at random
};
DISPATCHBENCH_FIELDS(Ideals, required(one_queue, queue_each))

Ideals ideals_of(const RunInput& input);

}  // namespace dispatchbench::simulator
