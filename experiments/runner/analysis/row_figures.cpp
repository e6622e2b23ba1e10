#include "experiments/runner/analysis/row_figures.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "experiments/runner/run/limiting_factor.hpp"
#include "experiments/runner/statistics/series.hpp"

namespace dispatchbench::runner {
namespace {

Sample sample_of_runs(const Runs& runs, const Metric& metric, unsigned looks) {
  const auto values = values_of(runs, metric.of);
  if (values.empty()) return {};
  return sample_of(estimate(values, looks), values);
}

CpuCosts costs_in(const Runs& runs) {
  CpuCosts costs;
  for (const auto cost : {&CpuCosts::server_per_gb, &CpuCosts::client_per_gb,
                          &CpuCosts::server_per_request, &CpuCosts::client_per_request}) {
    costs.*cost = median_of(runs, [cost](const MeasuredRun& run) { return cpu_costs(run).*cost; });
  }
  return costs;
}

Utilization utilization_in(const Runs& runs) {
  Utilization medians;
  for (const auto figure :
       {&Utilization::mean, &Utilization::of_cores, &Utilization::busiest_over_mean,
        &Utilization::time_above_half_busy, &Utilization::time_nearly_all_busy,
        &Utilization::time_few_busy, &Utilization::idle_while_queued}) {
    medians.*figure =
        median_of(runs, [figure](const MeasuredRun& run) { return utilization_of(run).*figure; });
  }
  return medians;
}

/// Percentile by percentile, the median over the runs that have it.
std::map<std::string, double> dispatch_delay_in(const Runs& runs) {
  std::map<std::string, std::vector<double>> values;
  for (const MeasuredRun* run : runs) {
    if (!run->server.report) continue;
    for (const auto& [name, value] : run->server.report->dispatch_delay) {
      values[name].push_back(value);
    }
  }
  return medians_of(values);
}

void add(std::vector<double>& total, const std::vector<double>& values) {
  total.resize(std::max(total.size(), values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) total[i] += values[i];
}

/// What the busiest worker has of all, the two busiest, and so on.
std::vector<double> shares_of_busiest(std::vector<double> values) {
  const double all = std::accumulate(values.begin(), values.end(), 0.0);
  std::sort(values.begin(), values.end(), std::greater<>());
  values.resize(std::min(most_busiest, values.size()));
  std::partial_sum(values.begin(), values.end(), values.begin());
  for (double& value : values) value = all > 0 ? value / all : 0;
  return values;
}

std::optional<SharesOfRuns> shares_in(const Runs& runs) {
  SharesOfRuns all;
  for (const MeasuredRun* run : runs) {
    const auto shares = worker_shares_of(*run);
    if (!shares) continue;
    all.most_connections.push_back(
        *std::max_element(shares->connections.begin(), shares->connections.end()));
    all.busiest_requests.push_back(shares_of_busiest(shares->requests));
    add(all.sums.connections, shares->connections);
    add(all.sums.requests, shares->requests);
    add(all.sums.bytes, shares->bytes);
  }
  return all.most_connections.empty() ? std::nullopt : std::optional(std::move(all));
}

/// Of the runs in which there was a reload.
std::optional<ReloadsOfRuns> reloads_in(const Runs& runs, unsigned looks) {
  ReloadsOfRuns all;
  std::vector<double> lost, reset, gaps;
  for (const MeasuredRun* run : runs) {
    if (!run->reload || run->reload->made == 0) continue;
    const ReloadCost& cost = *run->reload;
    all.made += cost.made;
    all.lost += cost.lost;
    all.reset += cost.reset;
    lost.push_back(cost.lost_each());
    reset.push_back(cost.reset_each());
    gaps.push_back(cost.longest_gap_seconds);
  }
  if (all.made == 0) return std::nullopt;
  all.lost_each = sample_of(estimate(lost, looks), lost);
  all.reset_each = sample_of(estimate(reset, looks), reset);
  all.longest_gap_seconds = sample_of(estimate(gaps, looks), gaps);
  return all;
}

Percentiles percentiles_in(const Runs& runs) {
  Latency all;
  for (const MeasuredRun* run : runs) all.merge(run->load.report->latency);
  return all.percentiles();
}

Counts limits_in(const Runs& runs) {
  Counts counts;
  for (const MeasuredRun* run : runs) {
    if (const std::string limit = limit_of(*run); !limit.empty()) ++counts[limit];
  }
  return counts;
}

std::optional<OrderTest> order_test(const std::optional<TestResult>& result, std::size_t rows) {
  if (!result) return std::nullopt;
  return OrderTest{result->value, result->probability,
                   result->probability * static_cast<double>(rows) < 1 - confidence};
}

}  // namespace

void add_figures(RowSummary& row, const Runs& runs, unsigned looks) {
  for (const Metric& metric : metrics()) row.*metric.sample = sample_of_runs(runs, metric, looks);
  for (const MeasuredRun* run : runs) {
    row.run_rounds.push_back(run->round);
    row.at_least.insert(run->load.report->at_least.begin(), run->load.report->at_least.end());
  }
  row.latency = percentiles_in(runs);
  row.costs = costs_in(runs);
  row.limited_by = limits_in(runs);
  row.utilization = utilization_in(runs);
  row.dispatch_delay = dispatch_delay_in(runs);
  row.shares = shares_in(runs);
  row.reload = reloads_in(runs, looks);
}

OverRounds over_rounds(const Runs& runs, const Runs& baseline, const RoundsContext& context) {
  const auto theirs = by_round(baseline, context.metric.of);
  std::vector<unsigned> rounds;
  std::vector<double> logarithms;
  std::vector<double> values;
  for (const auto& [round, value] : by_round(runs, context.metric.of)) {
    if (value <= 0) continue;
    rounds.push_back(round);
    logarithms.push_back(std::log(value));
    const auto other = theirs.find(round);
    if (theirs.empty()) values.push_back(logarithms.back());
    if (other != theirs.end() && other->second > 0) {
      values.push_back(logarithms.back() - std::log(other->second));
    }
  }
  OverRounds found;
  if (!context.by_chance && !context.unlike) {
    for (const std::size_t at : outliers(logarithms)) found.outlier_rounds.push_back(rounds[at]);
  }
  found.autocorrelation = order_test(autocorrelation(values), context.rows);
  found.trend = order_test(trend(values), context.rows);
  return found;
}

Counts flags_in(const Runs& runs) {
  Counts counts;
  for (const MeasuredRun* run : runs) {
    for (const std::string& flag : run->flags) ++counts[flag];
  }
  return counts;
}

}  // namespace dispatchbench::runner
