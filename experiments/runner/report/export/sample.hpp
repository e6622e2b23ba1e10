// What several exporters say of a row's runs together.
#pragma once

#include <optional>
#include <vector>

#include "experiments/runner/report/export/exporter.hpp"

namespace dispatchbench::runner {

/// One figure of the runs, in their order.
std::vector<double> column(const std::vector<MeasuredRun>& runs,
                           double (*figure)(const MeasuredRun&));

}  // namespace dispatchbench::runner
