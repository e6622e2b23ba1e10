#include "experiments/runner/run/launch.hpp"

#include <map>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "base/affinity.hpp"
#include "base/output.hpp"
#include "base/whole.hpp"
#include "experiments/runner/spec/peer.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

using Values = std::map<std::string, std::string>;

/// The options with the run's own folder in place of the one that is to hold it.
Json with_store(Json options, const fs::path& store) {
  if (!store.empty()) options["store"] = store.string();
  return options;
}

/// A peer may start in another folder than this one.
std::string whole(const fs::path& path) {
  return path.empty() ? std::string() : fs::absolute(path).string();
}

Values values_for(const PlannedRun& run, const ServerPlace& place, std::uint16_t port) {
  const Json threads = run.server.value("threads", Json(usable_cpus()));
  return {{"threads", threads.dump()},
          {"port", std::to_string(port)},
          {"address", place.address},
          {"work", whole(place.work)},
          {"peer", run.peer ? run.peer->folder.string() : std::string()},
          {"store", whole(place.store)}};
}

fs::path write_config(const Peer& peer, const Values& values, const fs::path& work) {
  for (const std::string& name : peer.in_config) {
    if (const auto value = values.find(name);
        value != values.end() && !fits_configuration(value->second)) {
      throw std::runtime_error(
          fmt::format("{}: its configuration cannot hold the path {}", peer.name, value->second));
    }
  }
  fs::path written = work / peer.config.filename();
  write_output(written, filled(read_whole(peer.config).value_or(""), values));
  return written;
}

}  // namespace

std::vector<std::string> joined(std::vector<std::string> words,
                                const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

fs::path costs_file(const fs::path& work) {
  return work / "costs.json";
}

std::vector<std::string> bound_to(const std::string& processors) {
  if (processors.empty()) return {};
  return {"/usr/bin/env", "taskset", "-c", processors};
}

std::vector<std::string> machine_arguments(const PlannedRun& run, const fs::path& work,
                                           Program program) {
  if (!run.machine) return {};
  const MachineSpec& machine = run.machine->spec;
  if (program == Program::load && !machine.client_shares) return {};
  std::vector<std::string> words{"--machine",          costs_file(work).string(),
                                 "--machine-cores",    std::to_string(machine.cores),
                                 "--machine-dilation", fmt::format("{}", run.machine->dilation)};
  if (!machine.slice.empty()) words = joined(std::move(words), {"--machine-slice", machine.slice});
  if (machine.client_shares)
    words = joined(std::move(words), {"--machine-shared", (work / "cores").string()});
  return words;
}

Launch launch_strategy(const PlannedRun& run, const Programs& programs, const ServerPlace& place) {
  Launch launch;
  launch.command =
      joined(bound_to(run.server_processors),
             {programs.server.string(), "--strategy", run.strategy, "--listen",
              place.address + ":" + place.port, "--report", (place.work / place.report).string()});
  const Json& options = run.machine ? run.machine->server : run.server;
  launch.command =
      joined(std::move(launch.command), arguments_of(with_store(options, place.store)));
  launch.command =
      joined(std::move(launch.command), machine_arguments(run, place.work, Program::server));
  return launch;
}

Launch launch_peer(const PlannedRun& run, const Programs& programs, const ServerPlace& place,
                   std::uint16_t port) {
  const Peer& peer = run.peer.value();
  const auto program = program_of(peer, programs.server.parent_path());
  if (!program) throw std::runtime_error(peer.command.front() + " is not installed any more");
  Values values = values_for(run, place, port);
  if (!peer.config.empty()) values["config"] = whole(write_config(peer, values, place.work));
  Launch launch;
  if (!peer.start_in.empty()) launch.command = {"/usr/bin/env", "-C", peer.start_in.string()};
  launch.command.push_back(whole(*program));
  for (std::size_t i = 1; i < peer.command.size(); ++i) {
    launch.command.push_back(filled(peer.command[i], values));
  }
  if (!peer.announces) launch.port = port;
  launch.stop_signal = peer.stop_signal;
  launch.death_signal = peer.stop_signal;  // it may have processes of its own to end
  launch.may_die_of_signal = true;
  return launch;
}

}  // namespace dispatchbench::runner
