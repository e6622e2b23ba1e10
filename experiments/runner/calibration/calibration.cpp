#include "experiments/runner/calibration/calibration.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/affinity.hpp"
#include "base/output.hpp"
#include "base/units.hpp"
#include "experiments/runner/calibration/loads.hpp"
#include "experiments/runner/process/machine.hpp"
#include "experiments/runner/run/measurement.hpp"
#include "machine/cost_fit.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t bootstrap_seed = 1;

/// Whoever sleeps does so between any two requests then, at both ends.
bool has_one_connection(const CalibrationLoad& load) {
  return load.load.at("connections") == 1;
}

/// Both ends on one processor, or on two. What two threads have in common costs least on one and
/// most on two, and a machine's threads are now on one, now on two. Who sleeps between requests
/// does so on a processor of its own.
void pin(PlannedRun& run, const CalibrationLoad& load, bool on_one) {
  const std::vector<int> all = allowed_cpus();
  const bool together = on_one && !has_one_connection(load);
  run.server_processors = fmt::format("{}", all.front());
  run.load_processors = fmt::format("{}", together ? all.front() : all.back());
}

PlannedRun calibration_run(const CalibrationLoad& load, const fs::path& profile, Nanoseconds time,
                           bool on_one) {
  PlannedRun run;
  run.name = run.strategy = load.strategy;
  run.server = load.server;
  run.server.update({{"null", true}, {"machine", profile.string()}});
  run.load = {{"threads", 1}, {"body-size", "100B"}, {"duration", format_duration(time)}};
  run.load.update(load.load);
  run.load["machine"] = profile.string();
  pin(run, load, on_one);
  return run;
}

/// A machine where nothing costs anything: events are counted.
fs::path write_free_profile(const fs::path& work) {
  fs::path file = work / "free.json";
  write_output(file, to_json(CostProfile()).dump());
  return file;
}

/// A client with one connection sleeps between any two requests, and its waking up is no event:
/// what it uses then is not what a request costs one that has others to go on with.
bool tells_costs(const CostObservation& observation, const CalibrationLoad& load) {
  const bool of_client = observation.counts[static_cast<std::size_t>(Event::client_request)] > 0;
  return !of_client || !has_one_connection(load);
}

void collect(std::vector<CostObservation>& all, const CalibrationLoad& load,
             const MeasuredRun& run) {
  if (run.failure) {
    throw std::runtime_error(
        fmt::format("{} could not be measured: {}", run.strategy, run.failure->what));
  }
  for (const CostObservation& observation :
       observations_of(run.server.report->document, run.load.report->document)) {
    if (tells_costs(observation, load)) all.push_back(observation);
  }
}

}  // namespace

CostProfile calibrate(const Programs& programs, const fs::path& work, const CalibrationSize& size,
                      Interrupt& interrupt) {
  const fs::path profile = write_free_profile(work);
  Watch watch(interrupt);
  std::vector<CostObservation> observations;
  for (unsigned round = 0; round < size.rounds; ++round) {
    for (const CalibrationLoad& load : calibration_loads()) {
      const PlannedRun run = calibration_run(load, profile, size.time, round % 2 == 0);
      collect(observations, load,
              Measurement(run, programs, work / "run", Limits(), nullptr).take("calibrate", watch));
    }
  }
  if (observations.empty()) {
    throw std::runtime_error("too little happened to measure; give each load more --time");
  }
  const Hardware hardware = describe_machine().hardware;
  CostProfile result;
  result.cpu = hardware.cpu.value_or("unknown");
  result.kernel = hardware.kernel.value_or("unknown");
  result.processors = static_cast<unsigned>(hardware.cores.value_or(0));
  result.measured = fit_costs(observations, bootstrap_seed);
  return result;
}

}  // namespace dispatchbench::runner
