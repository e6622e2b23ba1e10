// manifest.json: what was to be run, with what and where; enough to go on with it later, and to
// know when that would mix two things (results/schema/manifest.schema.json).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/process/machine.hpp"
#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/results/fields.hpp"

namespace dispatchbench::runner {

DISPATCHBENCH_FIELDS(Hardware, maybe(cpu, cores, kernel, governor, memory_bytes, cpu_quota))
DISPATCHBENCH_FIELDS(Build, maybe(compiler), maybe_as(type, "build_type"), maybe(git_revision))
DISPATCHBENCH_FIELDS(Machine, inlined(hardware), maybe(load_average), inlined(build),
                     maybe(libraries))
DISPATCHBENCH_FIELDS(ProgramIdentity, required(path, size, hash))

/// Some older files have a number for a version.
void from_json(const Json& json, Libraries& libraries);
void to_json(Json& json, const Libraries& libraries);

/// What a strategy is made of, as far as it says which worker gets a connection.
struct StrategyParts {
  std::string accept;
  std::string placement;
};
DISPATCHBENCH_FIELDS(StrategyParts, required(accept, placement))

/// A strategy that dispatch_server has, as it lists it itself.
struct Strategy {
  std::string name;
  std::string summary;
  std::vector<std::string> backends;
  bool placement_by_chance = false;  ///< nothing but chance decides which worker gets a connection
  std::optional<StrategyParts> parts = {};  ///< nothing: it has a loop of its own
};
DISPATCHBENCH_FIELDS(Strategy, required(name), maybe(summary, backends, placement_by_chance, parts))

/// In the registry's order, which all output keeps.
using StrategyList = std::vector<Strategy>;

/// A row that was left out, for its peer is not installed.
struct SkippedRow {
  std::string name;
  std::string install;  ///< the line that would install it
  bool operator==(const SkippedRow&) const = default;
};
DISPATCHBENCH_FIELDS(SkippedRow, required(name, install))

/// How a run that goes on until its intervals are narrow was to stop.
struct Stopping {
  double until = 0;             ///< the half-width that is narrow enough (0.02: 2 %)
  std::vector<unsigned> looks;  ///< rounds after which it may stop, the last being the limit

  bool may_stop_after(unsigned round) const noexcept;
};
DISPATCHBENCH_FIELDS(Stopping, required(until, looks))

/// By how many looks intervals are to be corrected; 1 without any.
unsigned looks_of(const std::optional<Stopping>& stopping) noexcept;

/// The emulated machine at one point of what is varied.
struct EmulatedPoint {
  Json point = Json::object();
  unsigned cores = 0;
  double dilation = 1;  ///< so many times as slow was it measured
};
DISPATCHBENCH_FIELDS(EmulatedPoint, required(point, cores, dilation))

/// One of the hosts that took part, but for the one that bench ran on.
struct HostMachine {
  std::string name;
  std::string boot;  ///< which boot of which kernel: of two hosts with the same, one machine
  Machine machine;
  ProgramIdentities programs;
};
DISPATCHBENCH_FIELDS(HostMachine, required(name, boot, machine, programs))

/// Which host did what, where not all was on this machine.
struct HostsUsed {
  std::string launcher;               ///< "ssh", "srun", or a command with {host}
  std::optional<std::string> server;  ///< nothing: bench's own
  std::string address;                ///< that the server listens on
  std::vector<std::string> load;      ///< empty: bench's own
  std::vector<HostMachine> machines;

  bool serves(const std::string& host) const { return server == host; }
};
DISPATCHBENCH_FIELDS(HostsUsed, required(launcher, server, address, load, machines))

struct Manifest {
  std::string experiment;
  std::string experiment_file;
  Json spec = Json::object();  ///< the whole experiment file
  std::uint64_t seed = 1;
  double scale = 1;
  unsigned rounds = 1;
  std::optional<Stopping> stopping;  ///< nothing: it goes through all rounds
  std::vector<std::string> only;     ///< rows; empty: all
  std::size_t planned_runs = 0;
  double estimate_seconds = 0;
  std::vector<std::string> notes;
  std::string started;            ///< by the wall clock, for people
  std::optional<bool> simulated;  ///< true: by `simulate`; nothing was measured
  Machine machine;
  ProgramIdentities programs;
  std::vector<SkippedRow> skipped;
  StrategyList strategies;
  std::vector<EmulatedPoint> emulation;
  std::optional<HostsUsed> hosts;  ///< nothing: all was on `machine`

  /// The server's machine, which results are of.
  const Machine& served_on() const;
};
DISPATCHBENCH_FIELDS(Manifest, derived("schema_version", schema_version), maybe(experiment),
                     required(experiment_file, spec), maybe(seed), required(scale, rounds),
                     maybe(stopping), required(only),
                     maybe(planned_runs, estimate_seconds, notes, started), if_known(simulated),
                     required(machine, programs), maybe(skipped, strategies, emulation),
                     if_known(hosts))

/// Throws UsageError that names the file and says why it is no manifest.
Manifest read_manifest(const std::filesystem::path& file);

}  // namespace dispatchbench::runner
