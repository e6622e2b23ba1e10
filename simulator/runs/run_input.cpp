#include "simulator/runs/run_input.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "base/command_line.hpp"
#include "base/each.hpp"
#include "base/units.hpp"
#include "experiments/runner/spec/catalog.hpp"

namespace dispatchbench::simulator {
namespace {

std::vector<const char*> pointers_to(const std::vector<std::string>& words) {
  return each(words, [](const std::string& word) { return word.c_str(); });
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

/// Not dilated: nothing has to fit.
Machine machine_of(const runner::PlannedRun& run, const Options& server) {
  if (run.machine) {
    const runner::MachineSpec& spec = run.machine->spec;
    return {spec.costs(), spec.cores, parse_duration(spec.slice).value_or(Nanoseconds{0}).count()};
  }
  const EmulatedMachine::Setting emulated = server.machine().value_or(EmulatedMachine::Setting());
  return {emulated.costs, emulated.cores, emulated.slice_ns};
}

SimulationSetting setting_of(const runner::PlannedRun& run, const Options& server,
                             const loadgen::Options& load) {
  SimulationSetting setting{.model = model_of(*server.strategy, server.parts)};
  setting.server = {server.workers(), server.http.quantum, server.seed,
                    byte_event(server.http.copy)};
  setting.server.blocked_share = server.http.demand == DemandMode::block ? 1 : 0;
  setting.server.placement_delay_ns = server.placement_delay.count();
  if (server.listeners > 0) setting.server.listeners = server.listeners;
  setting.machine = machine_of(run, server);
  if (run.machine && run.machine->spec.client_shares) setting.client_threads = load.threads;
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
    throw UsageError("group {}: slow readers and writers have no model", group.name);
  }
}

/// A handler that blocks has a model on a machine of cores, which it leaves to others.
void refuse_real_work(const Options& server, const loadgen::Options& load, bool machine) {
  if (server.http.demand == DemandMode::emulate) return;
  if (server.http.demand == DemandMode::block && machine) return;
  const workload::Mix groups = loadgen::groups_of(load);
  if (!load.trace && std::all_of(groups.begin(), groups.end(),
                                 [](const auto& group) { return group.demand.none(); })) {
    return;
  }
  throw UsageError("what requests ask for has no model where server.demand is not emulate");
}

/// Of a core, on average.
double service_ns(const workload::Group& group, const SimulationSetting& setting) {
  const Costs& costs = setting.machine.costs;
  return group.demand.mean() + costs.of(Event::request) +
         group.body_size.mean() * costs.of(setting.server.byte);
}

void refuse_endless(const RunInput& input) {
  if (std::isfinite(most_answers(input))) return;
  throw UsageError(
      "its requests take no simulated time, so that there is no end of them within a duration");
}

/// Nobody would ever answer what is sent on those that wait.
void refuse_too_few_threads(const RunInput& input) {
  if (!input.server.strategy->one_connection_each) return;
  if (input.setting.connections <= input.setting.server.workers) return;
  const workload::Mix groups = loadgen::groups_of(input.load);
  if (!input.load.trace && std::all_of(groups.begin(), groups.end(), [](const auto& group) {
        return group.requests_per_connection > 0;
      })) {
    return;
  }
  throw UsageError(
      "{} connections are kept, and {} threads serve one each; expected as many threads",
      input.setting.connections, input.setting.server.workers);
}

RunInput parse(const runner::PlannedRun& run, Threads threads) {
  if (run.peer) throw UsageError("a peer has no model; leave it out with --only");
  if (run.reload) throw UsageError("reloads have no model");
  Options server = server_options(run);
  loadgen::Options load = load_options(run);
  if (!run.server.contains("seed")) server.seed = load.seed;
  if (!run.machine && !server.machine()) {
    throw UsageError(
        "nothing in it takes simulated time; expected server.demand emulate, or costs of emulated "
        "cores");
  }
  if (server.http.most_requests > 0) {
    throw UsageError("server.requests-per-connection has no model; closes-after-100 has one");
  }
  refuse_pace(load.mix);
  refuse_real_work(server, load, run.machine.has_value());
  const SimulationSetting setting = setting_of(run, server, load);
  RunInput input{std::move(server), std::move(load), setting};
  if (threads == Threads::as_are_needed && input.server.strategy->one_connection_each) {
    input.setting.server.workers = input.setting.connections;
  }
  refuse_too_few_threads(input);
  refuse_endless(input);
  return input;
}

}  // namespace

std::uint32_t cores_of(const SimulationSetting& setting) {
  const std::uint32_t cores = setting.machine.cores;
  return cores == 0 ? setting.server.workers : std::min(cores, setting.server.workers);
}

double most_answers(const RunInput& input) {
  if (!input.load.duration || input.load.trace) return 0;
  const auto lasts_ns = static_cast<double>((*input.load.duration + input.load.warmup).count());
  double answers = 0;
  for (const workload::Group& group : loadgen::groups_of(input.load)) {
    if (group.rate > 0 || group.requests) continue;
    const double service = service_ns(group, input.setting);
    answers += lasts_ns * std::min(group.connections / (service + group.think.mean()),
                                   cores_of(input.setting) / service);
  }
  return answers;
}

RunInput read_input(const runner::PlannedRun& run, Threads threads) {
  try {
    return parse(run, threads);
  } catch (const UsageError& error) {
    throw UsageError("{}: {}", run.row(), error.what());
  }
}

}  // namespace dispatchbench::simulator
