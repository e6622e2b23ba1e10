#include "experiments/runner/analysis/paired_runs.hpp"

#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

std::map<unsigned, double> by_round(const Runs& runs, double Outcome::*figure) {
  std::map<unsigned, std::vector<double>> values;
  for (const Outcome* run : runs) values[run->round].push_back(run->*figure);
  std::map<unsigned, double> medians;
  for (const auto& [round, repeats] : values) medians[round] = median(repeats);
  return medians;
}

std::vector<double> paired_ratios(const Runs& runs, const Runs& others) {
  const auto theirs = by_round(others, &Outcome::requests_per_second);
  std::vector<double> ratios;
  for (const Outcome* run : runs) {
    const auto other = theirs.find(run->round);
    if (other != theirs.end() && other->second > 0 && run->requests_per_second > 0) {
      ratios.push_back(run->requests_per_second / other->second);
    }
  }
  return ratios;
}

}  // namespace dispatchbench::runner
