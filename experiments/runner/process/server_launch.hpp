// How a server is started: which command, who says where it listens, how it is asked to end.
#pragma once

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

struct Launch {
  std::vector<std::string> command;
  std::uint16_t port = 0;  ///< of 127.0.0.1, that it was told; 0: it says where it listens
  int stop_signal = SIGTERM;
  int death_signal = SIGKILL;      ///< what it gets should bench die
  bool may_die_of_signal = false;  ///< of stop_signal; else it must exit with 0
};

/// dispatch_server, which leaves its report in `work`.
Launch launch_strategy(const PlannedRun& run, const Programs& programs,
                       const std::filesystem::path& work, const std::filesystem::path& store);

/// The run's peer, told `port` if it cannot choose one. Its configuration is written to `work`.
/// `store` is where it keeps objects, if it does. Throws std::runtime_error if its program is gone.
Launch launch_peer(const PlannedRun& run, const Programs& programs,
                   const std::filesystem::path& work, const std::filesystem::path& store,
                   std::uint16_t port);

/// A port of 127.0.0.1 that nobody listens on now. Throws std::system_error if there is none.
std::uint16_t free_port();

/// Whether somebody listens on `port` of 127.0.0.1.
bool port_is_taken(std::uint16_t port) noexcept;

}  // namespace dispatchbench::runner
