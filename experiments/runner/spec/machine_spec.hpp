// The machine that an experiment asks for: {"cores": 32, "costs": "machine.json", "client":
// "same"}.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "experiments/runner/results/json.hpp"
#include "machine/cost_profile.hpp"

namespace dispatchbench::runner {

/// K cores, emulated or of this machine.
struct MachineSpec {
  unsigned cores = 1;
  bool real = false;            ///< this machine's first processors, and nothing is emulated
  bool client_shares = false;   ///< the load generator takes its part of the cores
  std::string slice;            ///< empty: first come, first served
  std::optional<double> asked;  ///< dilation; nothing: as large as it must be
  CostProfile profile;          ///< all zero if real

  Costs costs() const noexcept { return profile.costs_on(cores, client_shares); }
};

/// Puts the cost profile that `machine` names in place of its name, so that what is run, and
/// written down, is whole. The name is relative to the folder of `experiment`. Throws UsageError
/// that begins with "machine.costs".
void take_in_costs(Json& machine, const std::filesystem::path& experiment);

/// One option of the machine that a variation may set, as "cores" in "machine.cores". Throws
/// UsageError that begins with "machine.NAME".
void check_machine_option(const std::string& name, const Json& value);

/// `object` has the experiment's machine, its costs taken in, with the point's values in it. Throws
/// UsageError that begins with "machine.".
MachineSpec read_machine(const Json& object);

/// What a body's byte is charged as by a server of these options.
Event byte_event(const Json& server);

/// How many times slower everything must be made so that the real work of server and load generator
/// leaves half of `processors` idle: K / D × 2.5 × (server + client) / charged < processors / 2 for
/// one request of `load`. The real work costs what it does with a processor for either. Charged are
/// server, demand, and a client on the same cores. What runs between two sleeps runs cold and takes
/// longer than it costs, 2.5 times being a middle of what was seen. At least 1.
double least_dilation(const MachineSpec& machine, const Json& server, const Json& load,
                      unsigned processors);

}  // namespace dispatchbench::runner
