// What several exporters say of a row's runs together.
#pragma once

#include <optional>
#include <vector>

#include "experiments/runner/report/export/exporter.hpp"
#include "experiments/runner/results/metric.hpp"

namespace dispatchbench::runner {

/// One figure of the runs, in their order.
std::vector<double> column(const std::vector<MeasuredRun>& runs,
                           double (*figure)(const MeasuredRun&));

/// What formats that compare times are to compare, in seconds a run: the metric if it is a latency,
/// else how long the load took.
std::vector<double> times_of(const std::vector<MeasuredRun>& runs, const Metric& metric);

}  // namespace dispatchbench::runner
