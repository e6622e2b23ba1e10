// How the server of a run is started.
#pragma once

#include <cstdint>
#include <filesystem>

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/process/server_process.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

/// dispatch_server, which leaves its report in `work`.
Launch launch_strategy(const PlannedRun& run, const Programs& programs,
                       const std::filesystem::path& work, const std::filesystem::path& store);

/// The run's peer, told `port` if it cannot choose one. Its configuration is written to `work`.
/// `store` is where it keeps objects, if it does. Throws std::runtime_error if its program is gone.
Launch launch_peer(const PlannedRun& run, const Programs& programs,
                   const std::filesystem::path& work, const std::filesystem::path& store,
                   std::uint16_t port);

}  // namespace dispatchbench::runner
