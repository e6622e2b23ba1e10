#include "experiments/runner/commands/hosts_options.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <memory>
#include <netdb.h>
#include <set>
#include <sys/socket.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "base/environment.hpp"
#include "experiments/runner/process/child_process.hpp"
#include "experiments/runner/spec/launcher.hpp"

namespace dispatchbench::runner {
namespace {

/// The value of --server-on and --load-on that takes the allocation.
constexpr const char* slurm_hosts = "slurm";

bool is_ipv4(const std::string& text) {
  in_addr ignored{};
  return ::inet_pton(AF_INET, text.c_str(), &ignored) == 1;
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.");
}

/// A word that could be an option of the launcher is none of a host.
bool could_be_host(const std::string& name) {
  return !name.empty() && name.front() != '-' &&
         std::ranges::none_of(name, [](char c) { return c <= ' ' || c == ',' || c == 0x7F; });
}

void refuse_no_host(const OptionValues& values, const char* option,
                    const std::vector<std::string>& hosts) {
  const std::set<std::string> once(hosts.begin(), hosts.end());
  if (hosts.empty() || !std::ranges::all_of(hosts, could_be_host)) {
    values.refuse(option, "names of hosts");
  }
  if (once.size() != hosts.size()) values.refuse(option, "each host once");
}

/// The allocation's hosts are the only ones that srun reaches.
void refuse_outside(const HostsUsed& hosts) {
  if (hosts.launcher != "srun") return;
  const auto allocated = hosts_of_allocation();
  std::vector<std::string> all = hosts.load;
  if (hosts.server) all.push_back(*hosts.server);
  for (const std::string& host : all) {
    if (std::ranges::find(allocated, host) != allocated.end()) continue;
    refuse_option(hosts.serves(host) ? "server-on" : "load-on", host,
                  fmt::format("hosts of the allocation: {}", fmt::join(allocated, ", ")));
  }
}

/// The server on the first host of the allocation, the load on the others.
void take_allocation(HostsUsed& hosts, bool server, bool load) {
  const auto allocated = hosts_of_allocation();
  if (server) hosts.server = allocated.front();
  if (!load) return;
  hosts.load = allocated;
  if (hosts.server) std::erase(hosts.load, *hosts.server);
  if (hosts.load.empty()) {
    throw UsageError("slurm: expected an allocation of two hosts at least, not of {}",
                     fmt::join(allocated, ", "));
  }
}

/// The address of `host`, as this one knows it: of version 4. Nothing if nobody knows it.
std::optional<std::string> address_of(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_family = AF_INET;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0) return std::nullopt;
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, ::freeaddrinfo);
  char text[INET_ADDRSTRLEN] = "";
  const auto* const address = reinterpret_cast<const sockaddr_in*>(found->ai_addr);
  ::inet_ntop(AF_INET, &address->sin_addr, text, sizeof text);
  return text;
}

std::string address_for(const OptionValues& values, const HostsUsed& hosts) {
  if (values.has("server-address")) {
    const std::string& given = values.text("server-address");
    if (!is_ipv4(given)) values.refuse("server-address", "an address as 10.0.0.1");
    return given;
  }
  const std::string host = hosts.server.value_or(host_name());
  const auto found = address_of(host);
  if (!found) {
    throw UsageError("--server-address: expected one, for nobody here knows the address of {}",
                     host);
  }
  return *found;
}

/// Nobody but a host itself reaches what listens there.
void refuse_loopback(const HostsUsed& hosts) {
  if (!is_loopback(hosts.address)) return;
  for (const std::string& host : hosts.load) {
    if (is_loopback(address_of(host).value_or(""))) continue;
    refuse_option("server-address", hosts.address, fmt::format("an address that {} reaches", host));
  }
}

void refuse_without_mpirun(const HostsUsed& hosts) {
  if (hosts.load.size() < 2) return;
  if (output_of({"/usr/bin/env", "mpirun", "--version"}, std::chrono::seconds(10))) {
    launcher_from(hosts.launcher).for_mpirun();
    return;
  }
  refuse_option("load-on", fmt::format("{}", fmt::join(hosts.load, ",")),
                "one host, or mpirun on this one (apt-get install -y openmpi-bin)");
}

void refuse_alone(const OptionValues& values) {
  for (const char* const option : {"launcher", "server-address"}) {
    if (values.has(option)) values.refuse(option, "--server-on or --load-on beside it");
  }
}

}  // namespace

OptionTable hosts_options() {
  using enum OptionKind;
  return {
      {.name = "server-on",
       .kind = text,
       .value = "HOST",
       .noun = "a host",
       .help = "start the server there; slurm: on the first host of the allocation, and the load "
               "comes from the others"},
      {.name = "load-on",
       .kind = text,
       .value = "HOST,…",
       .noun = "names of hosts",
       .help = "send the load from there, by mpirun from several; slurm: the hosts of the "
               "allocation but the server's"},
      {.name = "launcher",
       .kind = text,
       .value = "COMMAND",
       .noun = "a command",
       .help = "how programs are started there: ssh, srun, or a command with {host} (else srun in "
               "an allocation of Slurm, or ssh)"},
      {.name = "server-address",
       .kind = text,
       .value = "ADDRESS",
       .noun = "an address",
       .help = "what the server listens on, where that is not the address of its host's name"}};
}

std::optional<HostsUsed> hosts_from(const OptionValues& values) {
  if (!values.has("server-on") && !values.has("load-on")) {
    refuse_alone(values);
    return std::nullopt;
  }
  HostsUsed hosts;
  hosts.launcher =
      launcher_from(values.has("launcher") ? values.text("launcher") : standard_launcher()).given;
  if (values.has("server-on")) hosts.server = values.text("server-on");
  if (values.has("load-on")) hosts.load = values.words("load-on");
  const bool server = hosts.server == slurm_hosts;
  const bool load = hosts.load == std::vector<std::string>{slurm_hosts};
  if (server || load) take_allocation(hosts, server, load || hosts.load.empty());
  if (hosts.server) refuse_no_host(values, "server-on", {*hosts.server});
  if (values.has("load-on")) refuse_no_host(values, "load-on", hosts.load);
  refuse_outside(hosts);
  hosts.address = address_for(values, hosts);
  refuse_loopback(hosts);
  refuse_without_mpirun(hosts);
  return hosts;
}

}  // namespace dispatchbench::runner
