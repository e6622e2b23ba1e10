#include "experiments/runner/commands/reached_hosts.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/affinity.hpp"
#include "base/command_line.hpp"
#include "experiments/runner/spec/several_hosts.hpp"
#include "loadgen/hosts/mpi_module.hpp"

namespace dispatchbench::runner {
namespace {

/// What the other hosts have is seen when mpirun starts it there.
void refuse_without_mpi(const HostsUsed& hosts, const Programs& programs) {
  if (hosts.load.size() < 2 || !loadgen::mpi_module_of(programs.load).empty()) return;
  refuse_option("load-on", fmt::format("{}", fmt::join(hosts.load, ",")),
                fmt::format("one host, or a loadgen that was built with MPI: {} has no {}",
                            programs.load.string(), loadgen::mpi_module_name));
}

}  // namespace

std::unique_ptr<Hosts> reach(const std::optional<HostsUsed>& wanted, const Plan& plan,
                             const Programs& programs, Interrupt& interrupt) {
  if (!wanted) return nullptr;
  refuse_on_several_hosts(plan, *wanted);
  refuse_without_mpi(*wanted, programs);
  auto hosts = std::make_unique<Hosts>(*wanted, programs, interrupt);
  const HostMachine* const server = hosts->server_machine();
  if (server) refuse_small_host(plan, *server, usable_cpus());
  return hosts;
}

void keep_network_ceiling(std::vector<std::string>& only, const Json& spec) {
  const std::string name = network_ceiling_row().at("peer").get<std::string>();
  if (only.empty() || !has_network_ceiling(spec)) return;
  if (std::ranges::find(only, name) == only.end()) only.push_back(name);
}

void note_hosts(Plan& plan, const Json& spec, const Hosts& hosts) {
  std::vector<std::string> notes = notes_on(hosts.used());
  if (const auto why = why_no_network_ceiling(spec)) {
    notes.push_back("what the network carries is not measured by a bare sink: " + *why);
  }
  plan.notes.insert(plan.notes.begin(), notes.begin(), notes.end());
}

}  // namespace dispatchbench::runner
