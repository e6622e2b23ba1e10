// A workload of the map: one file in experiments/workloads/, which says everything about a load but
// how much of it there is and on how many cores.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/json.hpp"
#include "machine/costs.hpp"

namespace dispatchbench::runner {

/// What a recorded load says of itself.
struct Traced {
  std::uint64_t requests = 0;
  double requests_per_second = 0;
  double mean_demand_ns = 0;
  double squared_variation = 0;  ///< of demand: variance / mean²
  double mean_body_bytes = 0;
};

struct Workload {
  std::string name;  ///< of its file
  std::string title;
  std::string description;
  double connections_per_core = 1;
  std::uint64_t threads_per_core = 1;
  double blocked_share = 0;  ///< of demand: a thread waits for something else, without a core
  Json server;               ///< options; "demand" is among them
  std::optional<std::string> placement_delay;  ///< until placements by loads hear of them
  Json load;                                   ///< options, without how much and how long
  Json content;                                ///< the whole file
  std::optional<Traced> traced;                ///< `load` is a trace

  /// Nothing: as many as there are.
  std::optional<std::uint64_t> requests_per_connection() const;
  double mean_demand_ns() const;
  double mean_body_bytes() const;

  /// Connections at `cores`, at least 1.
  std::uint64_t connections(unsigned cores) const;

  /// What a request keeps a worker busy in the mean, seconds: its demand, and what it, its
  /// body and its connection cost there at any strategy.
  double mean_service_seconds(const Costs& costs) const;

  /// Requests a second that `cores` can do.
  double capacity(unsigned cores, const Costs& costs) const;
};

/// What `content`, of a file of that name, asks for. Throws UsageError, one line.
Workload parse_workload(const Json& content, const std::string& name);

/// Those of `folder` whose name is in `only`, or all, sorted by name. Throws UsageError that names
/// the file, or lists the workloads there are.
std::vector<Workload> read_workloads(const std::filesystem::path& folder,
                                     const std::vector<std::string>& only = {});

}  // namespace dispatchbench::runner
