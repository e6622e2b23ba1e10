// Starts a server until it is ready, with another port if somebody else took the one it was told.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "base/clock.hpp"
#include "experiments/runner/process/server_process.hpp"
#include "experiments/runner/process/watch.hpp"

namespace dispatchbench::runner {

/// `prepare` makes the launch of each attempt, with a port of its own choice if the server cannot
/// choose one. `server` is left running if there is no failure. Throws Interrupted.
std::optional<Failure> start_server(std::optional<ServerProcess>& server,
                                    const std::function<Launch()>& prepare,
                                    const std::filesystem::path& log, Watch& watch,
                                    Nanoseconds limit);

}  // namespace dispatchbench::runner
