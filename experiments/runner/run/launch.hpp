// How the server of a run is started.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/process/server_process.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

/// `words`, and then `more`.
std::vector<std::string> joined(std::vector<std::string> words,
                                const std::vector<std::string>& more);

/// What puts a program on some processors, before its own name; nothing for any.
std::vector<std::string> bound_to(const std::string& processors);

/// What a server is told of where it is.
struct ServerPlace {
  std::filesystem::path work;          ///< a folder for the run
  std::filesystem::path store;         ///< where it keeps objects; empty: nowhere
  std::string address = "127.0.0.1";   ///< that it listens on
  std::string port = "0";              ///< of it; 0: any that is free
  std::string report = "report.json";  ///< what it is to leave in `work`
};

/// Where the programs find the costs of an emulated machine.
std::filesystem::path costs_file(const std::filesystem::path& work);

/// What tells a program of the run's machine, if that is emulated; `work` has what is shared.
std::vector<std::string> machine_arguments(const PlannedRun& run, const std::filesystem::path& work,
                                           Program program);

/// dispatch_server.
Launch launch_strategy(const PlannedRun& run, const Programs& programs, const ServerPlace& place);

/// The run's peer, told `port` if it cannot choose one. Its configuration is written to
/// `place.work`. Throws std::runtime_error if its program is gone.
Launch launch_peer(const PlannedRun& run, const Programs& programs, const ServerPlace& place,
                   std::uint16_t port);

}  // namespace dispatchbench::runner
