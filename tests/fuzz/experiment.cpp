// Experiment files: read, or refused with one line.
#include "experiments/runner/spec/experiment.hpp"

#include <cstdint>
#include <string>

#include "base/command_line.hpp"
#include "check.hpp"
#include "experiments/runner/process/memory_file.hpp"
#include "experiments/runner/spec/peer.hpp"
#include "experiments/runner/spec/plan.hpp"

using namespace dispatchbench;

namespace {

/// One option of every kind that experiments set, and the names that a combination is checked for.
runner::Catalog some_catalog() {
  using enum OptionKind;
  runner::Catalog catalog;
  catalog.strategies = {{"single-reactor", "", {"asio", "epoll"}},
                        {"reuseport", "", {"asio", "epoll"}},
                        {"threads-epoll", "", {"epoll"}}};
  catalog.options.server = {{.name = "threads", .kind = count, .least = "1", .most = "4096"},
                            {.name = "store", .kind = text},
                            {.name = "null"},
                            {.name = "copy", .kind = choice, .choices = {"read", "discard"}},
                            {.name = "backend", .kind = choice, .choices = {"asio", "epoll"}},
                            {.name = "emulate-core", .kind = rate},
                            {.name = "buffer-size", .kind = size, .least = "4KiB"},
                            {.name = "pin", .kind = cpus}};
  catalog.options.load = {{.name = "requests", .kind = count, .least = "1"},
                          {.name = "threads", .kind = count, .least = "1"},
                          {.name = "connections", .kind = count, .least = "1"},
                          {.name = "duration", .kind = duration, .least = "1ms"},
                          {.name = "body-size", .kind = body_size},
                          {.name = "rate", .kind = number, .least = "0.001"}};
  runner::Peer peer;
  peer.name = "ceiling";
  peer.options = {"threads", "null"};
  catalog.peers = {peer};
  return catalog;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const runner::Catalog catalog = some_catalog();
  const runner::MemoryFile file({reinterpret_cast<const char*>(data), size});
  try {
    const runner::Experiment experiment =
        runner::parse_experiment(runner::read_experiment_file(file.path()), catalog);
    promise(!experiment.rows.empty() && experiment.rounds > 0, "an experiment measures something");
  } catch (const UsageError& error) {
    promise(!std::string_view(error.what()).empty(), "a refusal says why");
  }
  return 0;
}
