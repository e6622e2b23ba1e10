// The other hosts of a run that `bench run` is about to begin or to go on with.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/run/hosts.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

/// Reached, once nothing about the plan forbids it; null where all is on this one. Throws
/// UsageError; Interrupted.
std::unique_ptr<Hosts> reach(const std::optional<HostsUsed>& wanted, const Plan& plan,
                             const Programs& programs, Interrupt& interrupt);

/// Where only some rows are asked for, the bare sink is one of them, if `spec` has it.
void keep_network_ceiling(std::vector<std::string>& only, const Json& spec);

/// Tells the user who does what, and what is not known.
void note_hosts(Plan& plan, const Json& spec, const Hosts& hosts);

}  // namespace dispatchbench::runner
