#include "experiments/runner/report/export/sample.hpp"

namespace dispatchbench::runner {

std::vector<double> column(const std::vector<MeasuredRun>& runs,
                           double (*figure)(const MeasuredRun&)) {
  std::vector<double> values;
  values.reserve(runs.size());
  for (const MeasuredRun& run : runs) values.push_back(figure(run));
  return values;
}

}  // namespace dispatchbench::runner
