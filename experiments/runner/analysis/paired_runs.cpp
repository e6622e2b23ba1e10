#include "experiments/runner/analysis/paired_runs.hpp"

#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

std::map<unsigned, double> by_round(const Runs& runs, Figure figure) {
  std::map<unsigned, std::vector<double>> values;
  for (const MeasuredRun* run : runs) values[run->round].push_back(figure(*run));
  std::map<unsigned, double> medians;
  for (const auto& [round, repeats] : values) medians[round] = median(repeats);
  return medians;
}

std::vector<double> paired_ratios(const Runs& runs, const Runs& others) {
  const auto theirs = by_round(others, requests_per_second);
  std::vector<double> ratios;
  for (const MeasuredRun* run : runs) {
    const auto other = theirs.find(run->round);
    if (other != theirs.end() && other->second > 0 && requests_per_second(*run) > 0) {
      ratios.push_back(requests_per_second(*run) / other->second);
    }
  }
  return ratios;
}

}  // namespace dispatchbench::runner
