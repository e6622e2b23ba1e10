#include "simulator/map/mapped_cell.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>

#include "base/each.hpp"
#include "experiments/runner/statistics/statistics.hpp"
#include "workload/draw.hpp"

namespace dispatchbench::simulator {
namespace {

using Draws = std::vector<MappedFigures>;

/// As many as a figure has room for.
constexpr unsigned slices_of_a_cell = 40;

Draws simulate_draws(MappedRun run, unsigned draws, const MapGrid& grid, const MapSetting& setting,
                     const std::function<void()>& before_each) {
  Draws all;
  for (unsigned draw = 1; draw <= draws; ++draw) {
    before_each();
    run.seed = seed_of_draw(grid.seed, draw);
    all.push_back(simulate_mapped(run, setting));
  }
  return all;
}

runner::Estimate over(const Draws& draws, double MappedFigures::*figure) {
  return runner::estimate(each(draws, figure));
}

double median(const Draws& draws, double MappedFigures::*figure) {
  return over(draws, figure).median;
}

/// Nothing unless every draw has it.
std::optional<double> median(const Draws& draws, std::optional<double> MappedFigures::*figure) {
  std::vector<double> values;
  for (const MappedFigures& figures : draws) {
    if (!(figures.*figure)) return std::nullopt;
    values.push_back(*(figures.*figure));
  }
  return runner::median(std::move(values));
}

runner::CurvePoint point_of(double load, const Draws& draws) {
  return {load,
          median(draws, &MappedFigures::requests_per_second),
          median(draws, &MappedFigures::p50_seconds),
          median(draws, &MappedFigures::p99_seconds),
          median(draws, &MappedFigures::p999_seconds),
          median(draws, &MappedFigures::theory_p99_seconds),
          median(draws, &MappedFigures::idle_while_queued),
          median(draws, &MappedFigures::utilization)};
}

/// Of the draw whose p99 is the median; of an even number of them the lower one in the middle.
void add_busy_over_time(const Draws& draws, runner::Cell& cell) {
  std::vector<std::size_t> order(draws.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>((draws.size() - 1) / 2);
  std::ranges::nth_element(order, middle, {},
                           [&](std::size_t draw) { return draws[draw].p99_seconds; });
  cell.busy_over_time = draws[*middle].busy_over_time;
  if (cell.busy_over_time) cell.busy_over_time->seed = cell.draws[*middle].seed;
}

void add_reference(const Draws& draws, const MapGrid& grid, runner::Cell& cell) {
  const runner::Estimate p99 = over(draws, &MappedFigures::p99_seconds);
  const runner::Estimate idle = over(draws, &MappedFigures::idle_while_queued);
  cell.latency_p99 = {p99.median, p99.low, p99.high, 1};
  cell.idle_while_queued = {idle.median, idle.low, idle.high};
  cell.evidence.workers = draws.front().workers;
  cell.evidence.busiest_over_mean = median(draws, &MappedFigures::busiest_over_mean);
  cell.evidence.core_seconds_per_request = median(draws, &MappedFigures::core_seconds_per_request);
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const auto draw = static_cast<unsigned>(i + 1);
    cell.draws.push_back(
        {seed_of_draw(grid.seed, draw), draws[i].p99_seconds, draws[i].mean_seconds});
  }
  add_busy_over_time(draws, cell);
}

}  // namespace

std::uint64_t seed_of_draw(std::uint64_t seed, unsigned draw) noexcept {
  constexpr unsigned more_than_a_double_holds = 64 - 53;
  return workload::bits_at(seed, workload::Stream::group, draw) >> more_than_a_double_holds;
}

runner::Cell simulate_cell(MappedRun run, const MapGrid& grid, const MapSetting& setting,
                           const std::function<void()>& before_each) {
  runner::Cell cell;
  cell.strategy = run.strategy;
  cell.workload = run.workload->name;
  cell.cores = run.cores;
  for (const double load : grid.loads) {
    run.load = load;
    const bool reference = load == grid.reference_load;
    run.slices = reference ? slices_of_a_cell : 0;
    const Draws draws =
        simulate_draws(run, reference ? grid.draws : grid.other_draws, grid, setting, before_each);
    cell.curve.push_back(point_of(load, draws));
    if (reference) add_reference(draws, grid, cell);
  }
  run.load = std::nullopt;
  const Draws saturated = simulate_draws(run, grid.other_draws, grid, setting, before_each);
  cell.throughput.requests_per_second = median(saturated, &MappedFigures::requests_per_second);
  cell.evidence.acceptor_busy = median(saturated, &MappedFigures::acceptor_busy);
  return cell;
}

std::vector<double> log_p99_of_draws(MappedRun run, const MapGrid& grid, const MapSetting& setting,
                                     const std::function<void()>& before_each) {
  run.load = grid.reference_load;
  return each(simulate_draws(run, grid.draws, grid, setting, before_each),
              [](const MappedFigures& figures) { return std::log(figures.p99_seconds); });
}

}  // namespace dispatchbench::simulator
