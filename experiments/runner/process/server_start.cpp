#include "experiments/runner/process/server_start.hpp"

namespace dispatchbench::runner {
namespace {

/// A port that was free a moment ago is hardly ever taken; five times in a row something is wrong.
constexpr int most_attempts = 5;

/// Who took it may have left it again, but the server will have said what strerror() calls it.
bool lost_its_port(ServerProcess& server, const Launch& launch, const Failure& failure) {
  return launch.port != 0 && server.process().ending() &&
         (port_is_taken(launch.port) ||
          failure.last_words.find("Address already in use") != std::string::npos);
}

}  // namespace

std::optional<Failure> start_server(std::optional<ServerProcess>& server,
                                    const std::function<Launch()>& prepare,
                                    const std::filesystem::path& log, Watch& watch,
                                    Nanoseconds limit) {
  for (int attempt = 1;; ++attempt) {
    const Launch launch = prepare();
    server.emplace(launch, log);
    auto failure = server->await_ready(watch, limit);
    if (!failure || attempt == most_attempts || !lost_its_port(*server, launch, *failure)) {
      return failure;
    }
  }
}

}  // namespace dispatchbench::runner
