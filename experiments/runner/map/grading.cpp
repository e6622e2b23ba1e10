#include "experiments/runner/map/grading.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/each.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

// A cell is bad where its p99 is so many times the best, or its throughput so much of it.
constexpr double bad_latency = 1.5;
constexpr double bad_throughput = 0.9;

// At load 0.7 a worker that gets so much more than the mean is at 0.84, and waits about twice as
// long as at an even share.
constexpr double uneven = 1.2;
// So much of the time, or nobody waits for it.
constexpr double idle_too_long = 0.05;
constexpr double dear = 1.25;  // core time of a request over that of the cheapest
constexpr double busy_all_the_time = 0.9;

/// Over the best, of medians.
double over_best(const Cell& cell, const Cell& best, double Draw::*latency) {
  return median(each(cell.draws, latency)) / median(each(best.draws, latency));
}

/// What the draws show of it, at least: over the best of the same requests. Without an interval 0.
double surely_over_best(const Cell& cell, const Cell& best, double Draw::*latency) {
  std::vector<double> ratios;
  const std::size_t draws = std::min(cell.draws.size(), best.draws.size());
  for (std::size_t i = 0; i < draws; ++i) {
    ratios.push_back(cell.draws[i].*latency / best.draws[i].*latency);
  }
  return estimate_of_ratios(ratios).low.value_or(0);
}

unsigned tier_at(double ratio) {
  unsigned tier = 1;
  for (const double limit : tier_limits) tier += ratio > limit ? 1 : 0;
  return tier;
}

/// Where one request in a hundred is heavy, p99 alone tells nobody from anybody.
template <class OverBest>
unsigned tier_of(const Cell& cell, const Cell& best, const OverBest& over) {
  return tier_at(std::max(over(cell, best, &Draw::latency_p99_seconds),
                          over(cell, best, &Draw::latency_mean_seconds)));
}

std::optional<std::string> cause_of(const Cell& cell, double least_work) {
  const CellEvidence& evidence = cell.evidence;
  const bool slow = cell.tier > 1 && cell.latency_p99.relative >= bad_latency;
  if (!slow && cell.tier <= 2 && cell.throughput.relative >= bad_throughput) return std::nullopt;
  if (evidence.workers < cell.cores) return "core-bound";
  if (evidence.acceptor_busy.value_or(0) > busy_all_the_time) return "acceptor";
  if (evidence.core_seconds_per_request > dear * least_work) return "hand-over";
  // Where any worker runs any request, one that has a long one gets fewer and nobody waits for it.
  if (cell.idle_while_queued.share <= idle_too_long) return std::nullopt;
  return evidence.busiest_over_mean > uneven ? "imbalance" : "head-of-line";
}

}  // namespace

CellLoad where_passes(std::span<const CurvePoint> curve, double limit_seconds) {
  const CurvePoint* before = nullptr;
  for (const CurvePoint& point : curve) {
    if (point.latency_p99_seconds <= limit_seconds) {
      before = &point;
      continue;
    }
    if (before == nullptr) return {std::nullopt, false, true, std::nullopt};
    const double rise = std::log(point.latency_p99_seconds / before->latency_p99_seconds);
    const double part = std::log(limit_seconds / before->latency_p99_seconds) / rise;
    const double load = before->load + part * (point.load - before->load);
    return {load, false, false, load};
  }
  return {std::nullopt, true, false, curve.back().load};
}

void grade(std::vector<Cell>& panel, const MappedWorkload& workload) {
  const Cell best = *std::ranges::min_element(panel, {}, p99_seconds);
  double most_requests = std::numeric_limits<double>::min();
  double highest_load = 0;
  double least_work = best.evidence.core_seconds_per_request;
  for (Cell& cell : panel) {
    cell.load_at_ten_service_times = where_passes(cell.curve, 10 * workload.mean_service_seconds);
    most_requests = std::max(most_requests, cell.throughput.requests_per_second);
    highest_load = std::max(highest_load, cell.load_at_ten_service_times.relative.value_or(0));
    least_work = std::min(least_work, cell.evidence.core_seconds_per_request);
  }
  for (Cell& cell : panel) {
    cell.throughput.relative = cell.throughput.requests_per_second / most_requests;
    cell.latency_p99.relative = cell.latency_p99.seconds / best.latency_p99.seconds;
    if (auto& relative = cell.load_at_ten_service_times.relative) *relative /= highest_load;
    cell.tier = tier_of(cell, best, over_best);
    cell.uncertain = tier_of(cell, best, surely_over_best) < cell.tier;
    cell.cause = cause_of(cell, least_work);
  }
}

}  // namespace dispatchbench::runner
