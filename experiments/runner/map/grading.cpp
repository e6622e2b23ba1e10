#include "experiments/runner/map/grading.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

// A cell is bad where its p99 is so many times the best, or its throughput so much of it.
constexpr double bad_latency = 1.5;
constexpr double bad_throughput = 0.9;

/// What the draws show of a figure over that of the same requests at the best, at least.
double surely_over_best(const Cell& cell, const Cell& best, double Draw::*figure) {
  std::vector<double> ratios;
  const std::size_t draws = std::min(cell.draws.size(), best.draws.size());
  for (std::size_t i = 0; i < draws; ++i) {
    ratios.push_back(cell.draws[i].*figure / best.draws[i].*figure);
  }
  const Estimate ratio = estimate_of_ratios(ratios);
  return ratio.low.value_or(ratio.median);
}

/// Where one request in a hundred is heavy, p99 alone tells nobody from anybody.
unsigned tier_of(const Cell& cell, const Cell& best) {
  const double ratio = std::max(surely_over_best(cell, best, &Draw::latency_p99_seconds),
                                surely_over_best(cell, best, &Draw::latency_mean_seconds));
  unsigned tier = 1;
  for (const double limit : tier_limits) tier += ratio > limit ? 1 : 0;
  return tier;
}

std::optional<std::string> cause_of(const Cell& cell, double least_work, bool blocks) {
  const CellEvidence& evidence = cell.evidence;
  const bool slow = cell.tier > 1 && cell.latency_p99.relative >= bad_latency;
  if (!slow && cell.tier <= 2 && cell.throughput.relative >= bad_throughput) return std::nullopt;
  if (evidence.workers < cell.cores) return "core-bound";
  if (evidence.acceptor_busy.value_or(0) > 0.9) return "acceptor";
  if (evidence.core_seconds_per_request > 1.25 * least_work) return "hand-over";
  if (blocks) return "blocked";
  return "imbalance";
}

}  // namespace

Passing where_passes(std::span<const CurvePoint> curve, double limit_seconds) {
  const CurvePoint* before = nullptr;
  for (const CurvePoint& point : curve) {
    if (point.latency_p99_seconds <= limit_seconds) {
      before = &point;
      continue;
    }
    if (before == nullptr) return {};
    const double rise = std::log(point.latency_p99_seconds / before->latency_p99_seconds);
    const double part = std::log(limit_seconds / before->latency_p99_seconds) / rise;
    return {before->load + part * (point.load - before->load), false};
  }
  return {curve.back().load, true};
}

void grade(std::vector<Cell>& panel, const MappedWorkload& workload) {
  const auto by_latency = [](const Cell& a, const Cell& b) {
    return a.latency_p99.seconds < b.latency_p99.seconds;
  };
  const Cell best = *std::min_element(panel.begin(), panel.end(), by_latency);
  double most_requests = 0;
  double highest_load = 0;
  double least_work = best.evidence.core_seconds_per_request;
  for (Cell& cell : panel) {
    const Passing passing = where_passes(cell.curve, 10 * workload.mean_service_seconds);
    cell.load_at_ten_service_times = {passing.at_least ? std::nullopt : passing.load,
                                      passing.at_least, passing.load};
    most_requests = std::max(most_requests, cell.throughput.requests_per_second);
    highest_load = std::max(highest_load, passing.load.value_or(0));
    least_work = std::min(least_work, cell.evidence.core_seconds_per_request);
  }
  for (Cell& cell : panel) {
    cell.throughput.relative = cell.throughput.requests_per_second / most_requests;
    cell.latency_p99.relative = cell.latency_p99.seconds / best.latency_p99.seconds;
    if (auto& relative = cell.load_at_ten_service_times.relative) *relative /= highest_load;
    cell.tier = tier_of(cell, best);
    cell.cause = cause_of(cell, least_work, workload.blocks);
  }
}

}  // namespace dispatchbench::runner
