#include "experiments/runner/run/kept_run.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "experiments/runner/run/measurement.hpp"

namespace dispatchbench::runner {
namespace {

Limits limits_of(const Experiment& experiment) {
  Limits limits;
  limits.run = experiment.run_timeout;
  limits.ready = std::min(limits.ready, limits.run);
  limits.stop = std::min(limits.stop, limits.run);
  return limits;
}

/// The run's own, and of those that it repeated.
std::vector<std::string> failures_of(const MeasuredRun& run) {
  std::vector<std::string> failures = run.earlier_failures;
  if (run.failure) failures.push_back(run.failure->what);
  return failures;
}

}  // namespace

MeasuredRun measure_and_keep(const PlannedRun& planned, const Experiment& experiment,
                             const Programs& programs, const ResultsFolder& folder,
                             const MeasuredRun* earlier, Hosts* hosts, Watch& watch) {
  Measurement measurement(planned, programs, folder.work(), limits_of(experiment), hosts);
  MeasuredRun run = measurement.take(experiment.name, watch);
  if (earlier != nullptr) run.earlier_failures = failures_of(*earlier);
  folder.write_run(run);
  return run;
}

}  // namespace dispatchbench::runner
