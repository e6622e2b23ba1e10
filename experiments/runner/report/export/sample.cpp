#include "experiments/runner/report/export/sample.hpp"

namespace dispatchbench::runner {

std::vector<double> column(const std::vector<MeasuredRun>& runs, double MeasuredRun::*figure) {
  std::vector<double> values;
  values.reserve(runs.size());
  for (const MeasuredRun& run : runs) values.push_back(run.*figure);
  return values;
}

std::vector<double> column(const std::vector<MeasuredRun>& runs,
                           std::optional<double> MeasuredRun::*figure) {
  std::vector<double> values;
  for (const MeasuredRun& run : runs) {
    if (run.*figure) values.push_back(*(run.*figure));
  }
  return values;
}

}  // namespace dispatchbench::runner
