#include "simulator/runs/run_input.hpp"

#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "experiments/runner/spec/catalog.hpp"

namespace dispatchbench::simulator {
namespace {

std::vector<const char*> pointers_to(const std::vector<std::string>& words) {
  std::vector<const char*> pointers;
  for (const std::string& word : words) pointers.push_back(word.c_str());
  return pointers;
}

std::vector<std::string> command(std::vector<std::string> words, const runner::Json& options) {
  for (std::string& word : runner::arguments_of(options)) words.push_back(std::move(word));
  return words;
}

Options server_options(const runner::PlannedRun& run) {
  const auto words = command({"dispatch_server", "--strategy", run.strategy}, run.server);
  return parse_options(static_cast<int>(words.size()), pointers_to(words).data());
}

loadgen::Options load_options(const runner::PlannedRun& run) {
  const auto words = command({"loadgen", "http://127.0.0.1:1"}, run.load);
  std::ostringstream unused;
  return *loadgen::parse_options(static_cast<int>(words.size()), pointers_to(words).data(), unused);
}

Costs costs_of(const SimpleCosts& given) {
  return {given.accept_ns, given.request_ns,
          given.bytes_per_second > 0 ? 1e9 / given.bytes_per_second : 0};
}

SimulationSetting setting_of(const Options& server, const loadgen::Options& load) {
  SimulationSetting setting{.model = model_of(*server.strategy, server.parts)};
  setting.server = {server.workers(), server.http.quantum, server.seed};
  setting.costs = costs_of(server.emulation);
  setting.connections = 0;
  for (const workload::Group& group : loadgen::groups_of(load)) {
    setting.connections += group.connections;
  }
  setting.sample_ns = server.sample_interval.count();
  return setting;
}

void refuse_pace(const workload::Mix& mix) {
  for (const workload::Group& group : mix) {
    if (group.read_rate == 0 && group.write_rate == 0) continue;
    throw UsageError(fmt::format("group {}: slow readers and writers have no model", group.name));
  }
}

RunInput parse(const runner::PlannedRun& run) {
  if (run.peer) throw UsageError("a peer has no model; leave it out with --only");
  Options server = server_options(run);
  loadgen::Options load = load_options(run);
  if (!run.server.contains("seed")) server.seed = load.seed;
  if (server.machine_options.profile) {
    throw UsageError("server.machine: a profile of costs has no model; give costs by hand");
  }
  if (!server.emulation.any()) {
    throw UsageError(
        "nothing in it takes simulated time; expected server.demand emulate, or costs of emulated "
        "cores");
  }
  refuse_pace(load.mix);
  const SimulationSetting setting = setting_of(server, load);
  return {std::move(server), std::move(load), setting};
}

}  // namespace

RunInput read_input(const runner::PlannedRun& run) {
  try {
    return parse(run);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", run.row(), error.what()));
  }
}

}  // namespace dispatchbench::simulator
