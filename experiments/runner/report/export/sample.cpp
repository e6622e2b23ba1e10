#include "experiments/runner/report/export/sample.hpp"

#include <cmath>
#include <numeric>

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

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> standard_deviation(const std::vector<double>& values) {
  if (values.size() < 2) return std::nullopt;
  const double middle = mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - middle) * (value - middle);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

}  // namespace dispatchbench::runner
