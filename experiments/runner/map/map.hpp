// map.json (results/schema/map.schema.json): strategies × workloads × cores, and what each cell
// comes to. Times are in seconds, loads are shares of what the cores can do.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/caveat.hpp"
#include "experiments/runner/results/fields.hpp"

namespace dispatchbench::runner {

struct Choices {
  std::string accept;
  std::string placement;
  std::string handoff;
  std::string afterwards;
};
DISPATCHBENCH_FIELDS(Choices, required(accept, placement, handoff, afterwards))

struct MappedStrategy {
  std::string name;
  std::string title;
  Choices choices;
};
DISPATCHBENCH_FIELDS(MappedStrategy, required(name, title, choices))

struct MappedWorkload {
  std::string name;
  std::string title;
  std::string description;
  double mean_service_seconds = 0;
  double connections_per_core = 0;
  std::optional<std::uint64_t> requests_per_connection;  ///< nothing: connections are kept
  std::uint64_t threads_per_core = 1;
  std::string demand;
  std::string arrivals;
  bool blocks = false;  ///< handlers wait for something else, and leave the core to others
  std::optional<std::string> placement_delay;  ///< until placements by loads hear of them
};
DISPATCHBENCH_FIELDS(MappedWorkload,
                     required(name, title, description, mean_service_seconds, connections_per_core,
                              requests_per_connection, threads_per_core, demand, arrivals, blocks),
                     if_known(placement_delay))

struct CurvePoint {
  double load = 0;
  double requests_per_second = 0;
  double latency_p50_seconds = 0;
  double latency_p99_seconds = 0;
  double latency_p999_seconds = 0;
  std::optional<double> theory_p99_seconds;  ///< nothing: there is no formula
  double idle_while_queued = 0;
  double utilization = 0;  ///< of the cores
};
DISPATCHBENCH_FIELDS(CurvePoint, required(load, requests_per_second, latency_p50_seconds,
                                          latency_p99_seconds, latency_p999_seconds,
                                          theory_p99_seconds, idle_while_queued, utilization))

struct Draw {
  std::uint64_t seed = 0;
  double latency_p99_seconds = 0;
  double latency_mean_seconds = 0;
};
DISPATCHBENCH_FIELDS(Draw, required(seed, latency_p99_seconds, latency_mean_seconds))

struct CellThroughput {
  double requests_per_second = 0;  ///< closed loop, all connections busy
  double relative = 1;             ///< of the best at this workload and number of cores
};
DISPATCHBENCH_FIELDS(CellThroughput, required(requests_per_second, relative))

struct CellLatency {
  double seconds = 0;
  std::optional<double> low;
  std::optional<double> high;
  double relative = 1;
};
DISPATCHBENCH_FIELDS(CellLatency, required(seconds, low, high, relative))

struct CellLoad {
  std::optional<double> load;  ///< at which p99 passes; nothing: one of the next two is so
  bool at_least = false;       ///< it is below at every load of the map
  bool at_most = false;        ///< it is above at the lowest load already
  std::optional<double> relative;
};
DISPATCHBENCH_FIELDS(CellLoad, required(load, at_least, at_most, relative))

struct CellIdle {
  double share = 0;
  std::optional<double> low;
  std::optional<double> high;
};
DISPATCHBENCH_FIELDS(CellIdle, required(share, low, high))

/// What a cause is told from, medians over draws at the reference load.
struct CellEvidence {
  std::uint64_t workers = 0;
  double busiest_over_mean = 1;  ///< requests of the busiest worker over the mean of all
  /// At saturation, the share of time in which the one that may accept does; nothing: several may.
  std::optional<double> acceptor_busy;
  double core_seconds_per_request = 0;  ///< demand included
};
DISPATCHBENCH_FIELDS(CellEvidence,
                     required(workers, busiest_over_mean, acceptor_busy, core_seconds_per_request))

/// How busy the workers were while the load of one draw lasted, by slices of equal length: of each
/// slice the least, the median and the most busy worker's share of it.
struct BusyOverTime {
  std::uint64_t seed = 0;    ///< of the draw at the reference load whose p99 is the median
  double slice_seconds = 0;  ///< the first slice begins with the load, its warm-up first
  std::vector<double> least;
  std::vector<double> median;
  std::vector<double> most;
};
DISPATCHBENCH_FIELDS(BusyOverTime, required(seed, slice_seconds, least, median, most))

/// The same cell on emulated cores, with sockets. Figures are medians over rounds.
struct CellCheck {
  double load = 0;
  double requests_per_second = 0;
  double latency_p99_seconds = 0;
  std::optional<double> low;
  std::optional<double> high;
  unsigned rounds = 0;
  std::optional<CellIdle> idle_while_queued;  ///< nothing: nobody looked
  /// Of the very same requests, on the workers that the connections had come to; few of them, so
  /// it is not the cell's own p99.
  std::optional<double> simulated_p99_seconds;
  std::optional<double> residual;  ///< measured over simulated, round by round, less 1
  std::string result;              ///< its folder, below that of map.json
};
DISPATCHBENCH_FIELDS(CellCheck, required(load, latency_p99_seconds, low, high, rounds, result),
                     maybe(requests_per_second, idle_while_queued, simulated_p99_seconds, residual))

struct Cell {
  std::string strategy;
  std::string workload;
  unsigned cores = 0;
  std::string source = "simulated";  ///< or "measured"
  CellThroughput throughput;
  CellLatency latency_p99;
  CellLoad load_at_ten_service_times;
  unsigned tier = 1;
  bool uncertain = false;  ///< its draws do not show that it is not in a better tier
  std::optional<std::string> cause;
  CellIdle idle_while_queued;
  CellEvidence evidence;
  std::vector<CurvePoint> curve;
  std::vector<Draw> draws;
  std::optional<BusyOverTime> busy_over_time;  ///< nothing in older files, and of traces
  std::optional<CellCheck> measured;
};
DISPATCHBENCH_FIELDS(Cell,
                     required(strategy, workload, cores, source, throughput, latency_p99,
                              load_at_ten_service_times, tier, uncertain, cause, idle_while_queued,
                              evidence, curve, draws, measured),
                     if_known(busy_over_time))

struct Explained {
  std::string choice;
  double share = 0;
  std::optional<double> low;
  std::optional<double> high;
};
DISPATCHBENCH_FIELDS(Explained, required(choice, share, low, high))

/// How much of the variance of log p99 over designs with the same requests each choice explains.
struct ExplainedCell {
  std::string workload;
  unsigned cores = 0;
  std::string metric = "latency_p99";
  std::vector<Explained> explains;
  double together = 0;  ///< what only combinations of choices explain
  double chance = 0;    ///< what of it changes from draw to draw
};
DISPATCHBENCH_FIELDS(ExplainedCell, required(workload, cores, metric, explains, together, chance))

struct MapMachine {
  std::string costs;  ///< the processor that they were measured on
  std::string client = "elsewhere";
  std::optional<std::int64_t> real_cores;
};
DISPATCHBENCH_FIELDS(MapMachine, required(costs, client, real_cores))

struct Map {
  std::string title;
  std::string created_at;
  std::optional<std::string> revision;
  MapMachine machine;
  std::uint64_t seed = 1;
  bool quick = true;
  std::vector<unsigned> cores;
  std::vector<double> loads;
  double reference_load = 0.7;
  std::vector<MappedStrategy> strategies;
  std::vector<MappedWorkload> workloads;
  std::vector<Cell> cells;
  std::vector<ExplainedCell> choices;
  std::vector<std::string> caveats;
  std::vector<Subject> caveat_subjects;  ///< of each of them; older files lack it
};
DISPATCHBENCH_FIELDS(Map, derived("schema_version", schema_version),
                     required(title, created_at, revision, machine, seed, quick, cores, loads,
                              reference_load, strategies, workloads, cells, choices, caveats),
                     maybe(caveat_subjects))

inline double p99_seconds(const Cell& cell) {
  return cell.latency_p99.seconds;
}

/// Null if there is none.
const Cell* find_cell(const Map& map, const std::string& strategy, const std::string& workload,
                      unsigned cores);

/// The cells of one workload at so many cores.
std::vector<const Cell*> panel_of(const Map& map, const std::string& workload, unsigned cores);

/// `folder`/map.json. Throws UsageError that names it if it cannot be read or is none.
Map read_map(const std::filesystem::path& folder);
void write_map(const Map& map, const std::filesystem::path& folder);

}  // namespace dispatchbench::runner
