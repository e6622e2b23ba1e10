#include "experiments/runner/claims/measured.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "base/each.hpp"
#include "experiments/runner/analysis/paired_runs.hpp"
#include "experiments/runner/results/metric.hpp"
#include "experiments/runner/statistics/crossing.hpp"
#include "experiments/runner/statistics/moments.hpp"

namespace dispatchbench::runner {
namespace {

using ByRound = std::map<unsigned, std::vector<double>>;

const RowSummary& row_of(const Quantity& quantity, const Evidence& evidence) {
  return evidence.row(quantity.of, quantity.at);
}

struct PairOfRounds {
  double own;
  double other;  ///< the median of the other's in the same round
};

std::vector<PairOfRounds> paired(const ByRound& values, const ByRound& others) {
  std::vector<PairOfRounds> pairs;
  for (const auto& [round, own] : values) {
    const auto other = others.find(round);
    if (other == others.end()) continue;
    for (const double value : own) pairs.push_back({value, median(other->second)});
  }
  return pairs;
}

/// All of them: to leave out those that have none would favour the larger ones.
std::vector<double> ratios_of(const std::vector<PairOfRounds>& pairs, std::string_view what) {
  std::vector<double> ratios;
  for (const auto& [own, other] : pairs) {
    if (own > 0 && other > 0) ratios.push_back(own / other);
  }
  if (ratios.size() == pairs.size()) return ratios;
  throw CannotTell(fmt::format("in {} of {} runs nothing is left of the {} to compare",
                               pairs.size() - ratios.size(), pairs.size(), what));
}

ByRound less(ByRound values, double minus) {
  for (auto& [round, each] : values) {
    for (double& value : each) value -= minus;
  }
  return values;
}

const SharesOfRuns& worker_shares_of(const RowSummary& row) {
  if (row.shares) return *row.shares;
  throw CannotTell("it is not known what each worker of " + row.label() + " got");
}

/// The median over the single runs of what `figure` finds in each.
Estimate over_runs(const Quantity& quantity, const Evidence& evidence, const Figure& figure) {
  const auto values = values_of(evidence.runs_of(row_of(quantity, evidence)), figure);
  if (!values.empty()) return estimate(values, evidence.looks());
  throw CannotTell(
      fmt::format("no single run is there that says {} of {}", quantity.kind->name, quantity.of));
}

}  // namespace

std::vector<double> rate_ratios(const Quantity& quantity, const Evidence& evidence) {
  const RowSummary& of = row_of(quantity, evidence);
  const RowSummary& to = evidence.row(quantity.to, of.point);
  const auto pairs =
      paired(evidence.by_round(of, requests_metric()), evidence.by_round(to, requests_metric()));
  if (pairs.empty()) throw CannotTell(of.name + " and " + to.name + " have no round in common");
  return ratios_of(pairs, requests_metric().words);
}

Estimate rate_ratio(const Quantity& quantity, const Evidence& evidence) {
  return estimate_of_ratios(rate_ratios(quantity, evidence), evidence.comparisons());
}

Estimate rate_crossing(const Quantity& quantity, const Evidence& evidence) {
  std::set<double> values;
  for (const Json& point : evidence.at(quantity.at).points()) {
    if (const auto value = number_at(point, quantity.over)) values.insert(*value);
  }
  const auto ratio_at = [&](double value) {
    return RatioAt{value, rate_ratio(quantity, evidence.at({{quantity.over, value}}))};
  };
  if (const auto found = crossing(each(values, ratio_at))) return *found;
  throw CannotTell(fmt::format("the ratio is not shown to pass 1 exactly once over {} values of {}",
                               values.size(), quantity.over));
}

Estimate metric_value(const Quantity& quantity, const Evidence& evidence) {
  const RowSummary& row = row_of(quantity, evidence);
  std::vector<double> values = (row.*quantity.metric->sample).values;
  if (values.empty()) {
    throw CannotTell(fmt::format("{} of {} is not known", quantity.metric->name, row.label()));
  }
  for (double& value : values) value -= quantity.minus;
  return estimate(std::move(values), evidence.looks());
}

Estimate metric_ratio(const Quantity& quantity, const Evidence& evidence) {
  const RowSummary& of = row_of(quantity, evidence);
  Json there = of.point;
  there.update(quantity.to_at);
  const RowSummary& to = evidence.row(quantity.to, there);
  const auto pairs = paired(less(evidence.by_round(of, *quantity.metric), quantity.minus),
                            less(evidence.by_round(to, *quantity.metric), quantity.minus));
  if (pairs.empty()) {
    throw CannotTell(fmt::format("{} of {} and {} is not known in any round of both",
                                 quantity.metric->name, of.label(), to.label()));
  }
  return estimate_of_ratios(ratios_of(pairs, quantity.metric->words), evidence.comparisons());
}

Estimate latency_percentile(const Quantity& quantity, const Evidence& evidence) {
  return over_runs(quantity, evidence, [&](const MeasuredRun& run) {
    return run.load.report->latency.value_at(quantity.percentile / 100);
  });
}

Estimate utilization(const Quantity& quantity, const Evidence& evidence,
                     std::optional<double> Utilization::*figure) {
  return over_runs(quantity, evidence,
                   [=](const MeasuredRun& run) { return utilization_of(run).*figure; });
}

Estimate fullest_over_mean(const Quantity& quantity, const Evidence& evidence) {
  const RowSummary& row = row_of(quantity, evidence);
  const SharesOfRuns& shares = worker_shares_of(row);
  const auto& all = shares.sums.connections;
  const double mean = std::accumulate(all.begin(), all.end(), 0.0) /
                      static_cast<double>(all.size() * shares.most_connections.size());
  if (mean <= 0) throw CannotTell("no worker of " + row.label() + " had a connection");
  std::vector<double> values = shares.most_connections;
  for (double& value : values) value /= mean;
  return estimate(std::move(values), evidence.looks());
}

Estimate runs_with_fullest(const Quantity& quantity, const Evidence& evidence) {
  const auto& fullest = worker_shares_of(row_of(quantity, evidence)).most_connections;
  const auto enough = static_cast<double>(quantity.connections);
  const auto found = std::count_if(fullest.begin(), fullest.end(),
                                   [=](double connections) { return connections >= enough; });
  return share_estimate(static_cast<std::size_t>(found), fullest.size());
}

Estimate busiest_share(const Quantity& quantity, const Evidence& evidence) {
  const RowSummary& row = row_of(quantity, evidence);
  std::vector<double> values;
  for (const auto& shares : worker_shares_of(row).busiest_requests) {
    if (!shares.empty()) values.push_back(shares[std::min(quantity.workers, shares.size()) - 1]);
  }
  if (!values.empty()) return estimate(std::move(values), evidence.looks());
  throw CannotTell("it is not known how the requests of " + row.label() + " were shared out");
}

}  // namespace dispatchbench::runner
