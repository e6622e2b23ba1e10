#include "experiments/runner/report/export/sample.hpp"

namespace dispatchbench::runner {

std::vector<double> column(const std::vector<MeasuredRun>& runs,
                           double (*figure)(const MeasuredRun&)) {
  std::vector<double> values;
  values.reserve(runs.size());
  for (const MeasuredRun& run : runs) values.push_back(figure(run));
  return values;
}

std::vector<double> times_of(const std::vector<MeasuredRun>& runs, const Metric& metric) {
  std::vector<double> times;
  times.reserve(runs.size());
  for (const MeasuredRun& run : runs) {
    times.push_back(metric.lower_is_better ? metric.of(run).value_or(0) : load_seconds(run));
  }
  return times;
}

}  // namespace dispatchbench::runner
