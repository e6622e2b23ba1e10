// What a map is made of: laid down before it begins, kept in plan.json beside it, and what
// `bench map --resume` goes on with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/map/map.hpp"
#include "machine/cost_profile.hpp"

namespace dispatchbench::runner {

/// What of a map is measured with sockets as well: cells of every workload, on the fewest cores, at
/// the reference load.
struct MeasuredPart {
  std::vector<std::string> strategies;  ///< empty: by cells_to_check()
  unsigned cores = 0;
  unsigned rounds = 1;
  double run_seconds = 1;  ///< that a run is under load, for real
};
DISPATCHBENCH_FIELDS(MeasuredPart, required(strategies, cores, rounds, run_seconds))

struct MapPlan {
  std::uint64_t seed = 1;
  bool quick = true;
  std::vector<unsigned> cores;
  std::vector<double> loads;
  double reference_load = 0.7;
  unsigned draws = 1;
  unsigned other_draws = 1;             ///< at other loads than the reference
  std::uint64_t requests = 1;           ///< of a run
  std::vector<std::string> strategies;  ///< that have a model
  Json workloads = Json::object();      ///< content of their files, by name
  std::string costs;                    ///< the profile's name in experiments/machines
  Json profile = Json::object();        ///< its content
  std::string program;                  ///< a hash of the one that simulates
  std::optional<std::string> revision;
  std::optional<MeasuredPart> measured;  ///< nothing: it is all simulated
};
DISPATCHBENCH_FIELDS(MapPlan, derived("schema_version", schema_version),
                     required(seed, quick, cores, loads, reference_load, draws, other_draws,
                              requests, strategies, workloads, costs, profile, program, revision),
                     if_known(measured))

/// Of a run, before --scale multiplies them.
constexpr double standard_requests(bool quick) noexcept {
  return quick ? 8'000 : 100'000;
}

/// The costs that maps and advice are simulated with.
inline constexpr const char* standard_costs = "two-vm-cores.json";

/// A file of experiments/machines. Throws std::runtime_error with one line.
CostProfile costs_named(const std::string& name);

MapPlan read_map_plan(const std::filesystem::path& folder);
void write_map_plan(const MapPlan& plan, const std::filesystem::path& folder);

/// A cell that is finished has a file of its own below `folder`, and so have the shares of choices.
/// Any thread, as long as no two write the same.
void keep_cell(const Cell& cell, const std::filesystem::path& folder);
void keep_choices(const ExplainedCell& choices, const std::filesystem::path& folder);
/// What was measured of a cell has another.
void keep_check(const CellCheck& check, const Cell& cell, const std::filesystem::path& folder);

/// Nothing if it is not finished. Throws UsageError that names the file if it is none of these.
std::optional<Cell> kept_cell(const std::filesystem::path& folder, const std::string& strategy,
                              const std::string& workload, unsigned cores);
std::optional<CellCheck> kept_check(const std::filesystem::path& folder, const Cell& cell);
std::optional<ExplainedCell> kept_choices(const std::filesystem::path& folder,
                                          const std::string& workload, unsigned cores);

}  // namespace dispatchbench::runner
