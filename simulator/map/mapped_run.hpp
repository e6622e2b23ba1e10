// One run of the map, in and out of the simulator.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "experiments/runner/map/map.hpp"
#include "experiments/runner/map/workload.hpp"
#include "experiments/runner/spec/plan.hpp"
#include "machine/cost_profile.hpp"

namespace dispatchbench::simulator {

/// Of an open loop, where a workload does not say otherwise.
inline constexpr const char* standard_arrivals = "poisson";

/// What every run of a map has in common.
struct MapSetting {
  CostProfile profile;
  std::uint64_t requests = 20'000;  ///< measured ones of a run, at least; more on many cores
};

/// What of a workload is run, and by whom.
struct MappedRun {
  std::string strategy;
  runner::Json parts = runner::Json::object();  ///< options that replace its parts; empty, or all
  const runner::Workload* workload = nullptr;
  unsigned cores = 1;
  /// Of what the cores can do, open loop; nothing: a closed one, and of a trace its connections,
  /// each of which sends as soon as it may.
  std::optional<double> load;
  std::uint64_t seed = 1;
  unsigned slices = 0;  ///< of the load's time, for MappedFigures::busy_over_time; 0: none
};

/// Options of the server that the workload sets for this strategy alone, for others refuse them.
runner::Json own_options(const MappedRun& run);

/// A fifth of the requests more come before as a warm-up. A trace is as fast as it was recorded:
/// how fast simulate_mapped() has it is nothing that --speed need take.
runner::PlannedRun planned(const MappedRun& run, const MapSetting& setting);

/// What a simulated run came to. Times are in seconds.
struct MappedFigures {
  double requests_per_second = 0;  ///< answered, from the end of the warm-up to that of the load
  double mean_seconds = 0;
  double p50_seconds = 0;
  double p99_seconds = 0;
  double p999_seconds = 0;
  std::optional<double> theory_p99_seconds;
  double idle_while_queued = 0;
  double utilization = 0;               ///< of the cores
  double busiest_over_mean = 1;         ///< in requests, of the workers
  std::optional<double> acceptor_busy;  ///< share of time; nothing: several accept at a time
  double core_seconds_per_request = 0;
  std::uint64_t workers = 0;
  std::optional<runner::BusyOverTime> busy_over_time;  ///< nothing of a trace, which has no end
};

/// Throws UsageError, one line, if it cannot be simulated: an option that does not exist, or no
/// model.
void check_mapped(const MappedRun& run, const MapSetting& setting);
MappedFigures simulate_mapped(const MappedRun& run, const MapSetting& setting);

}  // namespace dispatchbench::simulator
