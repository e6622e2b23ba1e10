#include "experiments/runner/run/hosts.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "base/json_text.hpp"
#include "experiments/runner/process/machine.hpp"
#include "experiments/runner/run/launch.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

/// After a signal; the figures of a load that is ended are of no use.
constexpr double grace_of_load = 1;

std::string run_line(const HostTask& task) {
  return run_question + json_text(Json(task)) + "\n";
}

void refuse_other_programs(const HostMachine& host, const Programs& programs) {
  for (const auto& [name, identity] : identities_of(programs)) {
    const auto there = host.programs.find(name);
    if (there != host.programs.end() && there->second.hash == identity.hash) continue;
    throw UsageError("host {}: expected the same {} as here, {}", host.name, name, identity.path);
  }
}

/// One rank on each host, which may use all processors there.
std::vector<std::string> mpirun(const std::vector<std::string>& hosts, const Launcher& launcher) {
  std::vector<std::string> words{"/usr/bin/env", "mpirun",
                                 "--host",       fmt::format("{}", fmt::join(hosts, ",")),
                                 "-n",           std::to_string(hosts.size()),
                                 "--bind-to",    "none"};
  words = joined(std::move(words), launcher.for_mpirun());
  if (::geteuid() == 0) words.emplace_back("--allow-run-as-root");  // so is bench
  return words;
}

}  // namespace

Hosts::Hosts(HostsUsed used, const Programs& programs, Interrupt& interrupt)
    : used_(std::move(used)),
      launcher_(launcher_from(used_.launcher)),
      logs_(fs::temp_directory_path()) {
  std::vector<std::string> names = used_.load;
  if (used_.server) names.insert(names.begin(), *used_.server);
  used_.machines.clear();
  Watch watch(interrupt);
  for (const std::string& name : names) {
    const bool known = std::ranges::find(links_, name, &HostLink::host) != links_.end();
    if (!known)
      links_.emplace_back(launcher_, name, logs_.path() / fmt::format("{}", links_.size()));
  }
  for (HostLink& link : links_) {
    used_.machines.push_back(link.machine(programs.server.parent_path(), watch));
    refuse_other_programs(used_.machines.back(), programs);
  }
}

HostLink& Hosts::link(const std::string& host) {
  return *std::ranges::find(links_, host, &HostLink::host);
}

const HostMachine& Hosts::machine(const std::string& host) const {
  return *std::ranges::find(used_.machines, host, &HostMachine::name);
}

const HostMachine* Hosts::server_machine() const {
  return used_.server ? &machine(*used_.server) : nullptr;
}

LoadBesideServer Hosts::load_beside_server() const {
  const std::string server = used_.server ? machine(*used_.server).boot : own_boot();
  if (used_.load.empty()) {
    return server == own_boot() ? LoadBesideServer::all : LoadBesideServer::none;
  }
  const auto beside = std::ranges::count_if(
      used_.load, [&](const std::string& host) { return machine(host).boot == server; });
  if (beside == 0) return LoadBesideServer::none;
  return static_cast<std::size_t>(beside) == used_.load.size() ? LoadBesideServer::all
                                                               : LoadBesideServer::some;
}

ClockOffset Hosts::clock_of(const std::optional<std::string>& host, Watch& watch) {
  return host ? link(*host).clock(watch) : ClockOffset();
}

ClockOffset Hosts::clock(Watch& watch) {
  const auto first = used_.load.empty() ? std::nullopt : std::optional(used_.load.front());
  const ClockOffset server = clock_of(used_.server, watch);
  const ClockOffset load = clock_of(first, watch);
  return {server.offset_ns - load.offset_ns, server.error_ns + load.error_ns};
}

std::optional<std::string> Hosts::fault_of_peer(const std::string& address, Watch& watch) {
  return link(used_.load.front()).fault_of_peer(address, watch);
}

Launch Hosts::server(const Launch& launch, std::map<std::string, std::string> files,
                     const std::string& store, Nanoseconds grace) const {
  const HostTask task{.command = launch.command,
                      .files = std::move(files),
                      .bring = {"report.json"},
                      .store = store,
                      .sampled = true,
                      .stop_signal = launch.stop_signal,
                      .may_die_of_signal = launch.may_die_of_signal,
                      .grace_seconds = std::chrono::duration<double>(grace).count()};
  Launch there;
  there.command = agent_on(launcher_, *used_.server);
  there.death_signal = SIGTERM;  // it has something to tidy up
  there.input = run_line(task);
  return there;
}

LoadLaunch Hosts::load(const std::vector<std::string>& command, const std::string& url) const {
  LoadLaunch launch;
  if (used_.load.size() > 1) {
    launch.command =
        joined(mpirun(used_.load, launcher_), joined(command, {"--output", "/dev/stdout", url}));
    launch.words = launch.command;
    launch.report = LoadLaunch::Report::printed;
    return launch;
  }
  const HostTask task{.command = joined(command, {"--output", "{work}/load.json", url}),
                      .files = {},
                      .bring = {"load.json"},
                      .store = {},
                      .sampled = false,
                      .stop_signal = SIGTERM,
                      .may_die_of_signal = false,
                      .grace_seconds = grace_of_load};
  launch.command = task.command;
  launch.words = agent_on(launcher_, used_.load.front());
  launch.input = run_line(task);
  launch.report = LoadLaunch::Report::in_result;
  return launch;
}

std::optional<HostResult> result_in(const std::string& output) try {
  const auto line = line_after(output, result_line);
  if (!line) return std::nullopt;
  return Json::parse(*line).get<HostResult>();
} catch (const Json::exception&) {
  return std::nullopt;  // cut off, or of another version
}

ClockOffset mean_of(const ClockOffset& before, const ClockOffset& after) {
  const std::int64_t drift = std::abs(after.offset_ns - before.offset_ns);
  return {before.offset_ns + (after.offset_ns - before.offset_ns) / 2,
          std::max(before.error_ns, after.error_ns) + drift / 2 + 1};
}

}  // namespace dispatchbench::runner
