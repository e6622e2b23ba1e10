#include "experiments/runner/analysis/paired_runs.hpp"

namespace dispatchbench::runner {

std::vector<double> values_of(const Runs& runs, const Figure& figure) {
  std::vector<double> values;
  for (const MeasuredRun* run : runs) {
    if (const auto value = figure(*run)) values.push_back(*value);
  }
  return values;
}

std::optional<double> median_of(const Runs& runs, const Figure& figure) {
  auto values = values_of(runs, figure);
  return values.empty() ? std::nullopt : std::optional(median(std::move(values)));
}

std::map<unsigned, double> by_round(const Runs& runs, const Figure& figure) {
  std::map<unsigned, std::vector<double>> values;
  for (const MeasuredRun* run : runs) {
    if (const auto value = figure(*run)) values[run->round].push_back(*value);
  }
  return medians_of(values);
}

std::vector<double> paired_ratios(const Runs& runs, const Runs& others, const Metric& metric) {
  const auto theirs = by_round(others, metric.of);
  std::vector<double> ratios;
  for (const MeasuredRun* run : runs) {
    const auto other = theirs.find(run->round);
    const double value = metric.of(*run).value_or(0);
    if (other != theirs.end() && other->second > 0 && value > 0) {
      ratios.push_back(value / other->second);
    }
  }
  return ratios;
}

}  // namespace dispatchbench::runner
