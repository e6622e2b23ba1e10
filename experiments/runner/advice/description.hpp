// A load as somebody describes it who asks for advice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "experiments/runner/map/workload.hpp"
#include "experiments/runner/results/fields.hpp"

namespace dispatchbench::runner {

struct Description {
  std::uint64_t connections = 1;  ///< open at once
  unsigned cores = 1;
  std::uint64_t threads_per_core = 1;
  std::string demand;                                    ///< a distribution of times
  std::optional<std::uint64_t> requests_per_connection;  ///< nothing: connections are kept
  std::uint64_t body_bytes = 1;
  double blocked_share = 0;  ///< of a handler's time: it waits for something else
  double load = 0.7;         ///< of what the cores can do
  std::string trace;         ///< or log, that says all but cores, threads and what blocks; or empty
  std::string replayed;      ///< where that trace is read
  std::optional<Traced> traced;
};
DISPATCHBENCH_FIELDS(Description,
                     required(connections, cores, threads_per_core, demand, requests_per_connection,
                              body_bytes, blocked_share, load, trace))

/// What simulation has an answer for, and emulated cores were found to agree with.
struct AdviceLimits {
  static constexpr unsigned cores = 256;
  static constexpr std::uint64_t connections = 100'000;
  static constexpr std::uint64_t body_bytes = 100'000;
  static constexpr double least_load = 0.05;
  static constexpr double most_load = 0.95;
  static constexpr double least_demand_seconds = 10e-6;
  static constexpr double most_demand_seconds = 1;
};

/// Throws UsageError, one line that says what lies beyond and what the limits are.
void refuse_beyond_limits(const Description& description, double mean_demand_seconds);

/// The same load as the map has its workloads.
Workload workload_of(const Description& description);

/// "10000 kept connections on 16 cores, demand exponential:5ms, load 0.7".
std::string text_of(const Description& description);

}  // namespace dispatchbench::runner
