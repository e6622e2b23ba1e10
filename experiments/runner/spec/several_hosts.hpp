// What of an experiment can be measured with server and load on hosts of their own. Pure.
#pragma once

#include <optional>
#include <string>

#include "experiments/runner/results/json.hpp"
#include "experiments/runner/results/manifest.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

/// The row of the bare sink, which shows what the network between the hosts carries.
Json network_ceiling_row();

bool has_network_ceiling(const Json& spec);

/// Why it cannot stand beside the rows of `spec`; nothing if it can, or is there already.
std::optional<std::string> why_no_network_ceiling(const Json& spec);

/// `spec` with that row, where it can have it and has not.
Json with_network_ceiling(Json spec);

/// Throws UsageError, one line that names row and option, if some run takes one machine:
/// an emulated one whose cores the client shares, this machine's own processors, reloads, whose new
/// servers start here, or a peer that cannot be told where to listen. Likewise if its load has
/// fewer threads or connections than hosts.
void refuse_on_several_hosts(const Plan& plan, const HostsUsed& hosts);

/// Likewise, if emulated cores were made for more real ones than the server's host has.
void refuse_small_host(const Plan& plan, const HostMachine& server, unsigned processors_here);

/// What whoever reads the results should know, a line each.
std::vector<std::string> notes_on(const HostsUsed& hosts);

}  // namespace dispatchbench::runner
