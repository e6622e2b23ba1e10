#include "experiments/runner/analysis/tiers.hpp"

#include <algorithm>
#include <numeric>

namespace dispatchbench::runner {
namespace {

double median_rate(const Runs& runs) {
  std::vector<double> rates;
  rates.reserve(runs.size());
  for (const MeasuredRun* run : runs) rates.push_back(requests_per_second(*run));
  return median(std::move(rates));
}

/// Positions of the rows, the highest median rate first.
std::vector<std::size_t> in_falling_order(const std::vector<Runs>& rows) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> rates;
  rates.reserve(rows.size());
  for (const Runs& runs : rows) rates.push_back(runs.empty() ? 0 : median_rate(runs));
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return rates[a] > rates[b]; });
  return order;
}

std::optional<Estimate> ratio_of(const Runs& runs, const Runs& leader, unsigned comparisons) {
  const auto ratios = paired_ratios(runs, leader);
  if (ratios.empty()) return std::nullopt;
  return estimate_of_ratios(ratios, comparisons);
}

/// Gives `tier` to the first of `order` and to those level with it; `order` keeps the others.
/// Whether every comparison had an interval.
bool fill_tier(std::vector<std::size_t>& order, unsigned tier, const std::vector<Runs>& rows,
               unsigned comparisons, std::vector<Standing>& standings) {
  const std::size_t leader = order.front();
  standings[leader].tier = tier;
  bool certain = true;
  std::vector<std::size_t> left;
  for (std::size_t i = 1; i < order.size(); ++i) {
    const auto ratio = ratio_of(rows[order[i]], rows[leader], comparisons);
    const Difference found = ratio ? difference(*ratio) : Difference::unknown;
    certain = certain && found != Difference::unknown;
    if (tier == 1) standings[order[i]].ratio = ratio;
    if (found == Difference::less) {
      left.push_back(order[i]);
    } else {
      standings[order[i]].tier = tier;
    }
  }
  order = std::move(left);
  return certain;
}

}  // namespace

std::vector<Standing> standings(const std::vector<Runs>& rows, unsigned comparisons) {
  std::vector<Standing> result(rows.size());
  auto order = in_falling_order(rows);
  for (Standing& standing : result) standing.leader = order.front();
  bool certain = true;
  for (unsigned tier = 1; !order.empty(); ++tier) {
    certain = fill_tier(order, tier, rows, comparisons, result) && certain;
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
