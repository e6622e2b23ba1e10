#include "experiments/runner/server_start.hpp"

namespace dispatchbench::runner {
namespace {

/// A port that was free a moment ago is hardly ever taken; five times in a row something is wrong.
constexpr int most_attempts = 5;

}  // namespace

std::optional<Failure> start_server(std::optional<ServerProcess>& server,
                                    const std::function<Launch()>& prepare,
                                    const std::filesystem::path& log, Watch& watch,
                                    Nanoseconds limit) {
  for (int attempt = 1;; ++attempt) {
    const Launch launch = prepare();
    server.emplace(launch, log);
    auto failure = server->await_ready(watch, limit);
    const bool lost_its_port =
        failure && launch.port != 0 && server->process().ending() && port_is_taken(launch.port);
    if (!lost_its_port || attempt == most_attempts) return failure;
  }
}

}  // namespace dispatchbench::runner
