#include "experiments/runner/map/checks.hpp"

#include <algorithm>

#include "base/each.hpp"
#include "experiments/runner/analysis/paired_runs.hpp"
#include "experiments/runner/results/utilization.hpp"

namespace dispatchbench::runner {
namespace {

/// Of what runs say that say it.
std::optional<Estimate> over_runs(const Runs& runs, const Figure& figure) {
  auto values = values_of(runs, figure);
  return values.empty() ? std::nullopt : std::optional(estimate(std::move(values)));
}

void set_beside(const std::vector<P99Pair>& pairs, CellCheck& check) {
  std::vector<double> simulated;
  std::vector<double> ratios;
  for (const P99Pair& p99 : pairs) {
    if (p99.simulated <= 0 || p99.measured <= 0) continue;
    simulated.push_back(p99.simulated);
    ratios.push_back(p99.measured / p99.simulated);
  }
  if (ratios.empty()) return;
  check.simulated_p99_seconds = median(std::move(simulated));
  check.residual = estimate_of_ratios(ratios).median - 1;
}

}  // namespace

std::vector<std::string> cells_to_check(const std::vector<Cell>& panel) {
  auto cells = each(panel, [](const Cell& cell) { return &cell; });
  std::ranges::stable_sort(cells, {}, [](const Cell* cell) { return p99_seconds(*cell); });
  std::vector<std::string> names;
  if (cells.empty()) return names;
  for (const std::size_t place : {std::size_t{0}, cells.size() / 2, cells.size() - 1}) {
    const std::string& name = cells[place]->strategy;
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

CellCheck check_of(const Runs& runs, const std::vector<P99Pair>& pairs) {
  const auto p99 = over_runs(
      runs, [](const MeasuredRun& run) { return run.load.report->latency.value_at(0.99); });
  const auto rate = over_runs(
      runs, [](const MeasuredRun& run) { return std::optional(requests_per_second(run)); });
  const auto idle =
      over_runs(runs, [](const MeasuredRun& run) { return utilization_of(run).idle_while_queued; });
  CellCheck check;
  check.rounds = static_cast<unsigned>(runs.size());
  if (rate) check.requests_per_second = rate->median;
  if (p99) {
    check.latency_p99_seconds = p99->median;
    check.low = p99->low;
    check.high = p99->high;
  }
  if (idle) check.idle_while_queued = CellIdle{idle->median, idle->low, idle->high};
  set_beside(pairs, check);
  return check;
}

}  // namespace dispatchbench::runner
