// One finished run, as runs/NNN-<round>-<name>.json keeps it (results/schema/run.schema.json): one
// server, one load, and everything that is known about it afterwards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/runner/process/child_process.hpp"
#include "experiments/runner/process/cpu_usage.hpp"
#include "experiments/runner/results/reports.hpp"

namespace dispatchbench::runner {

/// Which run of an experiment it is.
struct RunId {
  unsigned index = 0;           ///< from 1, in the order of running
  unsigned round = 0;           ///< from 1
  unsigned repeat = 0;          ///< from 1, within its round
  std::string name;             ///< of its row
  std::string strategy;         ///< or the peer's name
  Json point = Json::object();  ///< the varied options: {"load.connections": 320}

  /// "007-2-reuseport.json"
  std::string file_name() const;
  /// "reuseport connections=320": its row.
  std::string row() const;
};

/// "strategy-name", or "name connections=320 split=static" at a point.
std::string label(const std::string& name, const Json& point);

DISPATCHBENCH_FIELDS(Failure, required(what, last_words))
DISPATCHBENCH_FIELDS(MachineUse, maybe(idle_fraction, steal_fraction, other_cpu_fraction,
                                       processors, cpu_quota, throttlings))

struct ServerSide {
  std::vector<std::string> command;
  std::optional<int> exit_code;        ///< 128 + the signal if one ended it
  std::optional<ServerReport> report;  ///< nothing: it wrote none that makes sense, or no
                                       ///< thread of a peer was seen to serve
  std::optional<double> cpu_seconds;   ///< from the first measured request to the last answer
  std::optional<double> system_share;  ///< of its processor time, what the kernel worked for it
};
DISPATCHBENCH_FIELDS(ServerSide, required(command, exit_code, report),
                     as(cpu_seconds, "cpu_seconds_in_load_window"), maybe(system_share))

struct LoadSide {
  std::vector<std::string> command;
  std::optional<int> exit_code;
  std::optional<LoadReport> report;  ///< nothing: it wrote none that makes sense
};
DISPATCHBENCH_FIELDS(LoadSide, required(command, exit_code, report))

/// The emulated machine of a run. All other figures are as of that machine; `dilated` has the main
/// ones as they were measured.
struct EmulatedRun {
  unsigned cores = 0;
  double dilation = 1;
  std::string costs;   ///< the processor that they were measured on
  std::string client;  ///< "same": on the same cores, or "elsewhere"
  std::string slice;   ///< empty: first come, first served
  Json dilated = Json::object();
};
DISPATCHBENCH_FIELDS(EmulatedRun, required(cores, dilation, costs, client, slice, dilated))

/// By how much one clock is ahead of another.
struct ClockOffset {
  std::int64_t offset_ns = 0;
  std::int64_t error_ns = 0;  ///< at most so far from it
};
DISPATCHBENCH_FIELDS(ClockOffset, required(offset_ns, error_ns))

/// Where server and load ran, if not both beside bench.
struct RunHosts {
  std::optional<std::string> server;  ///< nothing: bench's own host
  std::vector<std::string> load;      ///< empty: bench's own host
  /// Of the server's before the load's first host. The server's stamps in this file, and those of
  /// `machine`, have been put on the load's clock.
  ClockOffset clock;
};
DISPATCHBENCH_FIELDS(RunHosts, required(server, load, clock))

/// What it cost that new servers took the place of old ones while the load went on.
struct ReloadCost {
  unsigned made = 0;                   ///< so many times
  std::uint64_t lost = 0;              ///< requests without an answer: all errors of the run
  std::uint64_t reset = 0;             ///< of these, whose connection was reset
  double longest_gap_seconds = 0;      ///< in which none of a client thread's requests was answered
  std::vector<double> served;          ///< requests that each server answered, in order of coming
  std::vector<double> seconds_to_end;  ///< from a server's SIGTERM to its end, the last one's not

  double lost_each() const noexcept { return static_cast<double>(lost) / made; }
  double reset_each() const noexcept { return static_cast<double>(reset) / made; }
};
DISPATCHBENCH_FIELDS(ReloadCost,
                     required(made, lost, reset, longest_gap_seconds, served, seconds_to_end))

struct MeasuredRun : RunId {
  std::string experiment;
  bool peer = false;
  std::optional<bool> simulated;              ///< true: by `simulate`; nothing was measured
  std::optional<Failure> failure;             ///< nothing: it went well
  std::vector<std::string> earlier_failures;  ///< why, before the run was repeated
  std::int64_t started_ns = 0;                ///< start and stop of the server included
  std::int64_t finished_ns = 0;
  ServerSide server;
  LoadSide load;
  MachineUse machine;
  std::optional<EmulatedRun> emulation;   ///< nothing: on a real one
  std::optional<RunHosts> hosts;          ///< nothing: bench, server and load on one machine
  std::optional<ReloadCost> reload;       ///< nothing: one server, all the time
  std::vector<std::string> flags;         ///< marks, see flags_of
  std::optional<std::string> limited_by;  ///< see limiting_factor; older runs lack it

  /// It went well; then the load's report is there.
  bool ok() const noexcept { return !failure; }
  const char* status() const noexcept { return ok() ? "ok" : "failed"; }
  double seconds() const noexcept { return static_cast<double>(finished_ns - started_ns) / 1e9; }
  /// How many times as long everything took as on the emulated machine; 1 on a real one.
  double dilation() const noexcept { return emulation ? emulation->dilation : 1; }
  /// Of an emulated machine, or of some processors that it was bound to: the client has its part.
  bool client_shares_cores() const { return emulation && emulation->client == "same"; }
  /// Whether `mark` is among its flags.
  bool marked(std::string_view mark) const;
};
DISPATCHBENCH_FIELDS(MeasuredRun, derived("schema_version", schema_version),
                     required(experiment, index, round, repeat, name), maybe(strategy, peer),
                     if_known(simulated), required(point), derived("status", value.status()),
                     required(failure, started_ns, finished_ns, server, load, machine, flags),
                     maybe(limited_by, earlier_failures), if_known(emulation, hosts, reload))

/// Reports come without their documents.
void from_json(const Json& json, MeasuredRun& run);

/// Once it is written: the documents of its reports may be megabytes.
void forget_documents(MeasuredRun& run);

/// All runs in `folder`/runs in the order of running; none if they were not kept. Throws UsageError
/// that names the file if one is none of a run.
std::vector<MeasuredRun> read_runs(const std::filesystem::path& folder);

/// Successful ones of one row at one point, or all there are; they outlive whoever holds this.
using Runs = std::vector<const MeasuredRun*>;

// Figures of a run that went well.

/// From the first measured request to the last answer.
double load_seconds(const MeasuredRun& run);
double requests_per_second(const MeasuredRun& run);
double bytes_per_second(const MeasuredRun& run);

/// Processor time for each GB that was sent, or for each request; nothing where that is not known.
struct CpuCosts {
  std::optional<double> server_per_gb;
  std::optional<double> client_per_gb;
  std::optional<double> server_per_request;
  std::optional<double> client_per_request;
};
CpuCosts cpu_costs(const MeasuredRun& run);

}  // namespace dispatchbench::runner
