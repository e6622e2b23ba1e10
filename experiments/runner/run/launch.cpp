#include "experiments/runner/run/launch.hpp"

#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include "base/affinity.hpp"
#include "base/output.hpp"
#include "base/read_whole.hpp"
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

Values values_for(const PlannedRun& run, const fs::path& work, const fs::path& store,
                  std::uint16_t port) {
  const Json threads = run.server.value("threads", Json(usable_cpus()));
  return {{"threads", threads.dump()},
          {"port", std::to_string(port)},
          {"work", work.string()},
          {"peer", run.peer ? run.peer->folder.string() : std::string()},
          {"store", store.string()}};
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

Launch launch_strategy(const PlannedRun& run, const Programs& programs, const fs::path& work,
                       const fs::path& store) {
  Launch launch;
  launch.command = {programs.server.string(),
                    "--strategy",
                    run.strategy,
                    "--listen",
                    "127.0.0.1:0",
                    "--report",
                    (work / "report.json").string()};
  for (std::string& argument : arguments_of(with_store(run.server, store))) {
    launch.command.push_back(std::move(argument));
  }
  return launch;
}

Launch launch_peer(const PlannedRun& run, const Programs& programs, const fs::path& work,
                   const fs::path& store, std::uint16_t port) {
  const Peer& peer = run.peer.value();
  const auto program = program_of(peer, programs.server.parent_path());
  if (!program) throw std::runtime_error(peer.command.front() + " is not installed any more");
  Values values = values_for(run, work, store, port);
  if (!peer.config.empty()) values["config"] = write_config(peer, values, work).string();
  Launch launch;
  for (const std::string& word : peer.command) launch.command.push_back(filled(word, values));
  launch.command.front() = program->string();
  if (!peer.announces) launch.port = port;
  launch.stop_signal = peer.stop_signal;
  launch.death_signal = peer.stop_signal;  // it may have processes of its own to end
  launch.may_die_of_signal = true;
  return launch;
}

}  // namespace dispatchbench::runner
