#include "experiments/runner/spec/several_hosts.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"

namespace dispatchbench::runner {
namespace {

constexpr const char* sink = "ceiling";

/// Whether all rows, or some point, set an option that no peer has.
bool asks_for(const Json& spec, const std::string& option) {
  const std::string key = "server." + option;
  const bool common = spec.contains("server") && spec.at("server").contains(option) &&
                      spec.at("server").at(option) != false;
  return common || (spec.contains("vary") && spec.at("vary").contains(key));
}

[[noreturn]] void refuse(const PlannedRun& run, const std::string& what) {
  throw UsageError("row {}: {}", run.name, what);
}

void refuse_machine(const PlannedRun& run) {
  if (!run.server_processors.empty()) {
    refuse(run,
           "machine.real: expected no such machine with --server-on or --load-on, for its "
           "processors are this host's");
  }
  if (run.machine && run.machine->spec.client_shares) {
    refuse(run,
           "machine.client \"same\": expected \"elsewhere\" with --server-on or --load-on, "
           "for two hosts share no cores");
  }
}

/// Each of them needs a thread, and each thread a connection; loadgen takes enough where nothing is
/// said, and there is no telling for what a file says.
void refuse_small_load(const PlannedRun& run, std::size_t hosts) {
  for (const char* const option : {"threads", "connections"}) {
    if (!run.load.contains(option) || !run.load.at(option).is_number()) continue;
    const auto given = run.load.at(option).get<std::uint64_t>();
    if (given >= hosts) continue;
    refuse(run, fmt::format("load.{} {}: expected at least one for each of the {} hosts of "
                            "--load-on, or fewer hosts",
                            option, given, hosts));
  }
}

/// It must listen where others reach it, and say so itself: nobody looks for it there.
void refuse_peer(const PlannedRun& run, const Peer& peer, const HostsUsed& hosts) {
  if (!peer.url.empty()) {
    if (hosts.server) refuse(run, fmt::format("it runs at {}, not on {}", peer.url, *hosts.server));
    return;
  }
  const auto used = placeholders_in(fmt::format("{}", fmt::join(peer.command, " ")));
  const bool takes_files = !peer.config.empty() || used.contains("work");
  if (used.contains("address") && peer.announces && !takes_files) return;
  refuse(run, "this peer listens on 127.0.0.1 alone; leave it out (--only), or give it {address}");
}

}  // namespace

bool has_network_ceiling(const Json& spec) {
  if (!spec.contains("rows") || !spec.at("rows").is_array()) return false;
  return std::ranges::any_of(spec.at("rows"), [](const Json& row) {
    return row.is_object() && row.value("peer", Json()) == sink;
  });
}

Json network_ceiling_row() {
  return {{"peer", sink}};
}

std::optional<std::string> why_no_network_ceiling(const Json& spec) {
  if (has_network_ceiling(spec)) return std::nullopt;
  if (spec.contains("machine")) return "cores are emulated, and it has none";
  if (spec.contains("reload")) return "it takes no other's place";
  if (!asks_for(spec, "null") || asks_for(spec, "store")) return "it keeps no objects";
  if (asks_for(spec, "demand")) return "it does no work that requests ask for";
  for (const char* const option : {"emulate-core", "emulate-request", "emulate-accept"}) {
    if (asks_for(spec, option)) return "cores are emulated, and it has none";
  }
  return std::nullopt;
}

Json with_network_ceiling(Json spec) {
  if (!spec.is_object() || has_network_ceiling(spec) || why_no_network_ceiling(spec)) return spec;
  Json& rows = spec["rows"];
  if (rows.is_string()) rows = Json::array({rows});
  rows.push_back(network_ceiling_row());
  return spec;
}

void refuse_on_several_hosts(const Plan& plan, const HostsUsed& hosts) {
  for (const PlannedRun& run : plan.runs) {
    refuse_machine(run);
    if (run.reload) {
      refuse(run,
             "reload: expected none with --server-on or --load-on, for new servers start here");
    }
    refuse_small_load(run, hosts.load.size());
    if (run.peer) refuse_peer(run, *run.peer, hosts);
  }
}

void refuse_small_host(const Plan& plan, const HostMachine& server, unsigned processors_here) {
  const auto there = server.machine.hardware.cores.value_or(0);
  if (there >= processors_here) return;
  for (const PlannedRun& run : plan.runs) {
    if (!run.machine) continue;
    refuse(run, fmt::format("machine.cores: {} has {} processors, and {} here were reckoned with; "
                            "expected a host with as many, or run bench there",
                            server.name, there, processors_here));
  }
}

std::vector<std::string> notes_on(const HostsUsed& hosts) {
  const std::string server = hosts.server.value_or("this host");
  const std::string load =
      hosts.load.empty() ? "this host" : fmt::format("{}", fmt::join(hosts.load, ", "));
  std::vector<std::string> notes{fmt::format("the server runs on {} ({}), the load comes from {}",
                                             server, hosts.address, load)};
  std::set<std::string> boots;
  for (const HostMachine& host : hosts.machines) boots.insert(host.boot);
  if (boots.size() < hosts.machines.size()) {
    notes.emplace_back("some of these hosts are one machine, so they compete for its processors");
  }
  return notes;
}

}  // namespace dispatchbench::runner
