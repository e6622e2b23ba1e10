#include "simulator/map/measured_panel.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/affinity.hpp"
#include "experiments/runner/spec/machine_spec.hpp"
#include "simulator/map/mapped_run.hpp"

namespace dispatchbench::simulator {
namespace {

constexpr double warmed_up = 1.2;  // of what is measured, with the warm-up
constexpr double fewest_requests = 20;

/// For how long a request keeps a worker busy in the mean, at least, while it is measured: a thread
/// that sleeps wakes up some tenths of a millisecond late, the more so the busier the processors
/// are, and p99 is to be of queueing.
constexpr double least_service_seconds = 2e-3;

double dilation_of(const MappedRun& run, const MapToMake& map) {
  const runner::PlannedRun any = planned(run, {map.profile, 1});
  const double fits =
      runner::least_dilation(any.machine->spec, any.server, any.load, usable_cpus());
  const double service = run.workload->mean_service_seconds(map.profile.costs());
  return std::ceil(std::max(fits, least_service_seconds / service));
}

/// As many as the emulated machine answers at this load while the plan's time passes for real.
std::uint64_t requests_in_time(const MappedRun& run, const MapToMake& map, double dilation) {
  const double rate = *run.load * run.workload->capacity(run.cores, map.profile.costs());
  const double requests = map.plan.measured->run_seconds / dilation / warmed_up * rate;
  return static_cast<std::uint64_t>(std::max(fewest_requests, requests));
}

runner::Json row_of(MappedRun run, const std::string& strategy) {
  run.strategy = strategy;
  runner::Json own = own_options(run);
  if (own.empty()) return strategy;
  return {{"name", strategy}, {"strategy", strategy}, {"server", std::move(own)}};
}

}  // namespace

runner::Json experiment_of(const runner::Workload& workload,
                           const std::vector<std::string>& strategies, const MapToMake& map) {
  const runner::MeasuredPart& part = map.plan.measured.value();
  MappedRun run;
  run.strategy = strategies.front();
  run.workload = &workload;
  run.cores = part.cores;
  run.load = map.plan.reference_load;
  const double dilation = dilation_of(run, map);
  const runner::PlannedRun whole =
      planned(run, {map.profile, requests_in_time(run, map, dilation)});
  runner::Json server = whole.server;
  const runner::Json own = own_options(run);
  for (const auto& option : own.items()) server.erase(option.key());
  runner::Json load = whole.load;
  load.erase("seed");  // of each round its own
  runner::Json rows;
  for (const std::string& strategy : strategies) rows.push_back(row_of(run, strategy));
  return {{"name", fmt::format("map-{}-{}", workload.name, part.cores)},
          {"about", fmt::format("Cells of a map, measured on {} emulated cores at load {}: {}",
                                part.cores, map.plan.reference_load, workload.title)},
          {"rounds", part.rounds},
          {"seed", map.plan.seed},
          {"server", std::move(server)},
          {"load", std::move(load)},
          {"machine",
           {{"cores", part.cores},
            {"costs", runner::Json(to_json(map.profile))},
            {"dilation", dilation}}},
          {"rows", std::move(rows)}};
}

}  // namespace dispatchbench::simulator
