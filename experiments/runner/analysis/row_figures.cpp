#include "experiments/runner/analysis/row_figures.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/runner/analysis/series.hpp"
#include "experiments/runner/results/estimate_json.hpp"
#include "experiments/runner/results/utilization.hpp"
#include "experiments/runner/run/limiting_factor.hpp"

namespace dispatchbench::runner {
namespace {

Json estimate_of(const Runs& runs, Figure figure, unsigned looks) {
  std::vector<double> values;
  for (const MeasuredRun* run : runs) values.push_back(figure(*run));
  if (values.empty())
    return {{"median", nullptr}, {"low", nullptr}, {"high", nullptr}, {"values", values}};
  return to_json(estimate(values, looks), values);
}

Json median_of(const Runs& runs, std::optional<double> CpuCosts::*cost) {
  std::vector<double> values;
  for (const MeasuredRun* run : runs) {
    if (const auto value = cpu_costs(*run).*cost) values.push_back(*value);
  }
  return values.empty() ? Json(nullptr) : Json(median(values));
}

/// Key by key, the median over the runs that have it.
Json medians_of(const std::vector<Json>& runs) {
  Json keys = Json::object();
  for (const Json& figures : runs) keys.update(figures);
  for (auto& [key, value] : keys.items()) {
    std::vector<double> values;
    for (const Json& figures : runs) {
      if (const auto number = number_at(figures, key)) values.push_back(*number);
    }
    value = median(values);
  }
  return keys;
}

Json utilization_in(const Runs& runs) {
  std::vector<Json> figures;
  for (const MeasuredRun* run : runs) figures.emplace_back(utilization_of(*run));
  return medians_of(figures);
}

Json dispatch_delay_in(const Runs& runs) {
  std::vector<Json> figures;
  for (const MeasuredRun* run : runs) {
    if (run->server.report) figures.emplace_back(run->server.report->dispatch_delay);
  }
  return medians_of(figures);
}

void add(std::vector<double>& total, const std::vector<double>& values) {
  total.resize(std::max(total.size(), values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) total[i] += values[i];
}

/// Worker by worker, the sum over the runs; of the fullest worker's connections, every value.
Json shares_in(const Runs& runs) {
  Shares sums;
  std::vector<double> fullest;
  for (const MeasuredRun* run : runs) {
    const auto shares = shares_of(*run);
    if (!shares) continue;
    fullest.push_back(*std::max_element(shares->connections.begin(), shares->connections.end()));
    add(sums.connections, shares->connections);
    add(sums.requests, shares->requests);
    add(sums.bytes, shares->bytes);
  }
  if (fullest.empty()) return nullptr;
  return {{"connections", sums.connections},
          {"requests", sums.requests},
          {"bytes", sums.bytes},
          {"fullest_connections", fullest}};
}

Json percentiles_in(const Runs& runs) {
  Latency all;
  for (const MeasuredRun* run : runs) all.merge(run->load.report->latency);
  return all.percentiles();
}

Json counts_of(const std::map<std::string, unsigned>& counts) {
  Json object = Json::object();
  for (const auto& [name, count] : counts) object[name] = count;
  return object;
}

Json limits_in(const Runs& runs) {
  std::map<std::string, unsigned> counts;
  for (const MeasuredRun* run : runs) {
    if (const std::string limit = limit_of(*run); !limit.empty()) ++counts[limit];
  }
  return counts_of(counts);
}

Json finding_of(const std::optional<Finding>& finding, std::size_t rows) {
  if (!finding) return nullptr;
  return {{"value", finding->value},
          {"probability", finding->probability},
          {"significant", finding->probability * static_cast<double>(rows) < 1 - confidence}};
}

}  // namespace

Json figures_of(const Runs& runs, unsigned looks) {
  return {{"requests_per_second", estimate_of(runs, requests_per_second, looks)},
          {"bytes_per_second", estimate_of(runs, bytes_per_second, looks)},
          {"latency_seconds", percentiles_in(runs)},
          {"server_cpu_seconds_per_gb", median_of(runs, &CpuCosts::server_per_gb)},
          {"client_cpu_seconds_per_gb", median_of(runs, &CpuCosts::client_per_gb)},
          {"server_cpu_seconds_per_request", median_of(runs, &CpuCosts::server_per_request)},
          {"client_cpu_seconds_per_request", median_of(runs, &CpuCosts::client_per_request)},
          {"limited_by", limits_in(runs)},
          {"utilization", utilization_in(runs)},
          {"dispatch_delay", dispatch_delay_in(runs)},
          {"shares", shares_in(runs)}};
}

Json over_rounds(const Runs& runs, const Runs& baseline, std::size_t rows, bool by_chance) {
  const auto theirs = by_round(baseline, requests_per_second);
  std::vector<unsigned> rounds;
  std::vector<double> rates;
  std::vector<double> values;
  for (const auto& [round, rate] : by_round(runs, requests_per_second)) {
    if (rate <= 0) continue;
    rounds.push_back(round);
    rates.push_back(std::log(rate));
    const auto other = theirs.find(round);
    if (theirs.empty()) values.push_back(rates.back());
    if (other != theirs.end() && other->second > 0) {
      values.push_back(rates.back() - std::log(other->second));
    }
  }
  Json marked = Json::array();
  if (!by_chance) {
    for (const std::size_t place : outliers(rates)) marked.push_back(rounds[place]);
  }
  return {{"outlier_rounds", marked},
          {"autocorrelation", finding_of(autocorrelation(values), rows)},
          {"trend", finding_of(trend(values), rows)}};
}

Json flags_in(const Runs& runs) {
  std::map<std::string, unsigned> counts;
  for (const MeasuredRun* run : runs) {
    for (const std::string& flag : run->flags) ++counts[flag];
  }
  return counts_of(counts);
}

}  // namespace dispatchbench::runner
