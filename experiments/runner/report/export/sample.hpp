// What several exporters say of a row's runs together.
#pragma once

#include <optional>
#include <vector>

#include "experiments/runner/report/export/exporter.hpp"

namespace dispatchbench::runner {

/// What the runs have of one figure, in their order; shorter where some lack it.
std::vector<double> column(const std::vector<MeasuredRun>& runs, double MeasuredRun::*figure);
std::vector<double> column(const std::vector<MeasuredRun>& runs,
                           std::optional<double> MeasuredRun::*figure);

}  // namespace dispatchbench::runner
