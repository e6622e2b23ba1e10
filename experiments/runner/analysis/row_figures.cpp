#include "experiments/runner/analysis/row_figures.hpp"

#include <algorithm>
#include <cmath>

#include "experiments/runner/analysis/series.hpp"
#include "experiments/runner/results/estimate_json.hpp"

namespace dispatchbench::runner {
namespace {

Json estimate_of(const Runs& runs, double Outcome::*figure, unsigned looks) {
  std::vector<double> values;
  for (const Outcome* run : runs) values.push_back(run->*figure);
  if (values.empty())
    return {{"median", nullptr}, {"low", nullptr}, {"high", nullptr}, {"values", values}};
  return to_json(estimate(values, looks), values);
}

Json median_of(const Runs& runs, std::optional<double> Outcome::*figure) {
  std::vector<double> values;
  for (const Outcome* run : runs) {
    if (run->*figure) values.push_back(*(run->*figure));
  }
  return values.empty() ? Json(nullptr) : Json(median(values));
}

/// Key by key, the median over the runs that have it.
Json medians_of(const Runs& runs, Json Outcome::*figures) {
  Json keys = Json::object();
  for (const Outcome* run : runs) keys.update(run->*figures);
  for (auto& [key, value] : keys.items()) {
    std::vector<double> values;
    for (const Outcome* run : runs) {
      if (const auto number = number_at(run->*figures, key)) values.push_back(*number);
    }
    value = median(values);
  }
  return keys;
}

/// Worker by worker, the sum over the runs; of the fullest worker's connections, every value.
Json shares_in(const Runs& runs) {
  std::map<std::string, std::vector<double>> sums;
  std::vector<double> fullest;
  for (const Outcome* run : runs) {
    if (!run->shares.is_object()) continue;
    fullest.push_back(run->shares.at("fullest_connections").get<double>());
    for (const char* key : {"connections", "requests", "bytes"}) {
      const auto values = run->shares.at(key).get<std::vector<double>>();
      auto& total = sums[key];
      total.resize(std::max(total.size(), values.size()));
      for (std::size_t i = 0; i < values.size(); ++i) total[i] += values[i];
    }
  }
  if (fullest.empty()) return nullptr;
  return {{"connections", sums["connections"]},
          {"requests", sums["requests"]},
          {"bytes", sums["bytes"]},
          {"fullest_connections", fullest}};
}

Json percentiles_in(const Runs& runs) {
  Latency all;
  for (const Outcome* run : runs) all.merge(run->latency);
  return all.percentiles();
}

Json counts_of(const std::map<std::string, unsigned>& counts) {
  Json object = Json::object();
  for (const auto& [name, count] : counts) object[name] = count;
  return object;
}

Json limits_in(const Runs& runs) {
  std::map<std::string, unsigned> counts;
  for (const Outcome* run : runs) {
    if (!run->limited_by.empty()) ++counts[run->limited_by];
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
  return {
      {"requests_per_second", estimate_of(runs, &Outcome::requests_per_second, looks)},
      {"bytes_per_second", estimate_of(runs, &Outcome::bytes_per_second, looks)},
      {"latency_seconds", percentiles_in(runs)},
      {"server_cpu_seconds_per_gb", median_of(runs, &Outcome::server_cpu_seconds_per_gb)},
      {"client_cpu_seconds_per_gb", median_of(runs, &Outcome::client_cpu_seconds_per_gb)},
      {"server_cpu_seconds_per_request", median_of(runs, &Outcome::server_cpu_seconds_per_request)},
      {"client_cpu_seconds_per_request", median_of(runs, &Outcome::client_cpu_seconds_per_request)},
      {"limited_by", limits_in(runs)},
      {"utilization", medians_of(runs, &Outcome::utilization)},
      {"dispatch_delay", medians_of(runs, &Outcome::dispatch_delay)},
      {"shares", shares_in(runs)}};
}

Json over_rounds(const Runs& runs, const Runs& baseline, std::size_t rows, bool by_chance) {
  const auto theirs = by_round(baseline, &Outcome::requests_per_second);
  std::vector<unsigned> rounds;
  std::vector<double> rates;
  std::vector<double> values;
  for (const auto& [round, rate] : by_round(runs, &Outcome::requests_per_second)) {
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
  for (const Outcome* run : runs) {
    for (const std::string& flag : run->flags) ++counts[flag];
  }
  return counts_of(counts);
}

}  // namespace dispatchbench::runner
