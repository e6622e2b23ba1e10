#include "experiments/runner/analysis/tiers.hpp"

#include <algorithm>
#include <numeric>

#include "base/each.hpp"

namespace dispatchbench::runner {
namespace {

/// Positions of the rows, the best median first, and last those without one.
std::vector<std::size_t> best_first(const std::vector<Runs>& rows, const Metric& metric) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto medians = each(rows, [&](const Runs& runs) { return median_of(runs, metric.of); });
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (!medians[a] || !medians[b]) return medians[a].has_value() && !medians[b];
    return metric.better(*medians[a], *medians[b]);
  });
  return order;
}

/// What all comparisons with leaders have in common.
struct Contest {
  const std::vector<Runs>& rows;
  const Metric& metric;
  unsigned comparisons;
};

std::optional<Estimate> ratio_of(std::size_t row, std::size_t leader, const Contest& contest) {
  const auto ratios = paired_ratios(contest.rows[row], contest.rows[leader], contest.metric);
  if (ratios.empty()) return std::nullopt;
  return estimate_of_ratios(ratios, contest.comparisons);
}

/// Gives `tier` to the first of `order` and to those level with it; `order` keeps the others.
/// Whether every comparison had an interval.
bool fill_tier(std::vector<std::size_t>& order, unsigned tier, const Contest& contest,
               std::vector<Standing>& standings) {
  const std::size_t leader = order.front();
  standings[leader].tier = tier;
  bool certain = true;
  std::vector<std::size_t> left;
  for (std::size_t i = 1; i < order.size(); ++i) {
    const auto ratio = ratio_of(order[i], leader, contest);
    const Difference found = ratio ? difference(*ratio) : Difference::unknown;
    certain = certain && found != Difference::unknown;
    if (tier == 1) standings[order[i]].ratio = ratio;
    if (contest.metric.worse(found)) {
      left.push_back(order[i]);
    } else {
      standings[order[i]].tier = tier;
    }
  }
  order = std::move(left);
  return certain;
}

}  // namespace

std::vector<Standing> standings(const std::vector<Runs>& rows, const Metric& metric,
                                unsigned comparisons) {
  const Contest contest{rows, metric, comparisons};
  std::vector<Standing> result(rows.size());
  auto order = best_first(rows, metric);
  for (Standing& standing : result) standing.leader = order.front();
  bool certain = true;
  for (unsigned tier = 1; !order.empty(); ++tier) {
    certain = fill_tier(order, tier, contest, result) && certain;
  }
  for (Standing& standing : result) {
    if (!certain) standing.tier = std::nullopt;
  }
  return result;
}

unsigned pairs_of(std::size_t count) {
  return static_cast<unsigned>(std::max<std::size_t>(1, count * (count - 1) / 2));
}

}  // namespace dispatchbench::runner
