// Experiment files: read, or refused with one line.
#include "experiments/runner/spec/experiment.hpp"

#include <cstdint>
#include <string>

#include "base/command_line.hpp"
#include "experiments/runner/spec/peer.hpp"
#include "experiments/runner/spec/plan.hpp"
#include "memory_file.hpp"

using namespace dispatchbench;

namespace {

const runner::StrategyList strategies{{"single-reactor", "", {"asio", "epoll"}},
                                      {"reuseport", "", {"asio", "epoll"}},
                                      {"threads-epoll", "", {"epoll"}}};

runner::PeerList some_peers() {
  runner::Peer peer;
  peer.name = "ceiling";
  peer.options = {"threads", "null"};
  return {peer};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const runner::PeerList peers = some_peers();
  const MemoryFile file(data, size);
  try {
    const runner::Experiment experiment =
        runner::parse_experiment(runner::read_json(file.path()), strategies, peers);
    promise(!experiment.rows.empty() && experiment.rounds > 0, "an experiment measures something");
  } catch (const UsageError& error) {
    promise(!std::string_view(error.what()).empty(), "a refusal says why");
  }
  return 0;
}
