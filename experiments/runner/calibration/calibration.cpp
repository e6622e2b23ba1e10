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

/// Which processor the two ends are on.
struct Places {
  int server = 0;
  int client = 0;
};

PlannedRun calibration_run(const CalibrationLoad& load, const fs::path& profile, Nanoseconds time,
                           Places places) {
  PlannedRun run;
  run.name = run.strategy = load.strategy;
  run.server = load.server;
  run.server.update({{"null", true}, {"machine", profile.string()}});
  run.load = {{"threads", 1}, {"body-size", "100B"}, {"duration", format_duration(time)}};
  run.load.update(load.load);
  run.load["machine"] = profile.string();
  run.server_processors = fmt::format("{}", places.server);
  run.load_processors = fmt::format("{}", places.client);
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
  return !of_client || load.load.at("connections") != 1;
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

class Calibration {
 public:
  Calibration(const Programs& programs, const fs::path& work, const CalibrationSize& size,
              Watch& watch)
      : programs_(programs),
        work_(work),
        size_(size),
        watch_(watch),
        profile_(write_free_profile(work)) {}

  MeasuredCosts costs(Places places) const {
    std::vector<CostObservation> observations;
    for (unsigned round = 0; round < size_.rounds; ++round) {
      for (const CalibrationLoad& load : calibration_loads()) {
        const PlannedRun run = calibration_run(load, profile_, size_.time, places);
        collect(observations, load,
                Measurement(run, programs_, work_ / "run", Limits(), nullptr)
                    .take("calibrate", watch_));
      }
    }
    if (observations.empty()) {
      throw std::runtime_error("too little happened to measure; give each load more --time");
    }
    return fit_costs(observations, bootstrap_seed);
  }

 private:
  const Programs& programs_;
  const fs::path work_;
  const CalibrationSize size_;
  Watch& watch_;
  const fs::path profile_;
};

}  // namespace

CostProfile calibrate(const Programs& programs, const fs::path& work, const CalibrationSize& size,
                      Interrupt& interrupt) {
  Watch watch(interrupt);
  const Calibration calibration(programs, work, size, watch);
  const std::vector<int> all = allowed_cpus();
  const Hardware hardware = describe_machine().hardware;
  CostProfile result;
  result.cpu = hardware.cpu.value_or("unknown");
  result.kernel = hardware.kernel.value_or("unknown");
  result.processors = static_cast<unsigned>(hardware.cores.value_or(0));
  result.measured = calibration.costs({all.front(), all.back()});
  if (all.size() > 1) result.measured_on_one = calibration.costs({all.front(), all.front()});
  return result;
}

}  // namespace dispatchbench::runner
