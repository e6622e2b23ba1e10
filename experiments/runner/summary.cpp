#include "experiments/runner/summary.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "experiments/runner/available_peers.hpp"
#include "experiments/runner/combination.hpp"
#include "experiments/runner/statistics.hpp"

namespace dispatchbench::runner {
namespace {

using Group = std::vector<const Outcome*>;

Group group_of(const std::vector<Outcome>& outcomes, const std::string& name, const Json& point) {
  Group group;
  for (const Outcome& outcome : outcomes) {
    if (outcome.name == name && outcome.point == point) group.push_back(&outcome);
  }
  return group;
}

Group successes(const Group& group) {
  Group ok;
  std::copy_if(group.begin(), group.end(), std::back_inserter(ok),
               [](const Outcome* outcome) { return outcome->ok; });
  return ok;
}

Json to_json(const Estimate& estimate, const std::vector<double>& values) {
  return {{"median", estimate.median},
          {"low", or_null(estimate.low)},
          {"high", or_null(estimate.high)},
          {"values", values}};
}

Json estimate_of(const Group& runs, double Outcome::*figure) {
  std::vector<double> values;
  for (const Outcome* run : runs) values.push_back(run->*figure);
  if (values.empty())
    return {{"median", nullptr}, {"low", nullptr}, {"high", nullptr}, {"values", values}};
  return to_json(estimate(values), values);
}

Json median_of(const Group& runs, std::optional<double> Outcome::*figure) {
  std::vector<double> values;
  for (const Outcome* run : runs) {
    if (run->*figure) values.push_back(*(run->*figure));
  }
  return values.empty() ? Json(nullptr) : Json(median(values));
}

/// Key by key, the median over the runs that have it.
Json medians_of(const Group& runs, Json Outcome::*figures) {
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
Json shares_in(const Group& runs) {
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

Json percentiles_in(const Group& runs) {
  Latency all;
  for (const Outcome* run : runs) all.merge(run->latency);
  return all.percentiles();
}

Json flags_in(const Group& runs) {
  std::map<std::string, unsigned> counts;
  for (const Outcome* run : runs) {
    for (const std::string& flag : run->flags) ++counts[flag];
  }
  Json flags = Json::object();
  for (const auto& [flag, count] : counts) flags[flag] = count;
  return flags;
}

/// Whom a row at a point is compared with; nothing if with nobody.
std::optional<std::pair<std::string, Json>> baseline_for(const Experiment& experiment,
                                                         const std::string& name,
                                                         const Json& point) {
  if (experiment.baseline.empty() && experiment.baseline_point.empty()) return std::nullopt;
  Json other = point;
  other.update(experiment.baseline_point);
  return std::pair(experiment.baseline.empty() ? name : experiment.baseline, other);
}

/// Comparisons read together: the rows with the baseline at one point, or the points with the
/// baseline point for one row.
unsigned comparisons_in(const Experiment& experiment) {
  std::size_t compared = 1;
  if (!experiment.baseline.empty()) compared *= experiment.rows.size();
  for (const Variation& variation : experiment.vary) {
    if (experiment.baseline_point.contains(variation.key)) compared *= variation.values.size();
  }
  return static_cast<unsigned>(std::max<std::size_t>(compared, 2) - 1);
}

/// The median of a round's repeats, round by round.
std::map<unsigned, double> rate_by_round(const Group& runs) {
  std::map<unsigned, std::vector<double>> values;
  for (const Outcome* run : runs) values[run->round].push_back(run->requests_per_second);
  std::map<unsigned, double> rates;
  for (const auto& [round, repeats] : values) rates[round] = median(repeats);
  return rates;
}

/// Every run against the baseline of its round. Repeats of a row are not merged first: where chance
/// decides a run, the median of medians is a value that hardly any run has.
Json ratio_between(const Group& runs, const Group& baseline, unsigned comparisons) {
  const auto theirs = rate_by_round(baseline);
  std::vector<double> ratios;
  for (const Outcome* run : runs) {
    const auto other = theirs.find(run->round);
    if (other != theirs.end() && other->second > 0 && run->requests_per_second > 0) {
      ratios.push_back(run->requests_per_second / other->second);
    }
  }
  if (ratios.empty()) return nullptr;
  return to_json(estimate_of_ratios(ratios, comparisons), ratios);
}

Json figures_of(const Group& runs) {
  return {{"requests_per_second", estimate_of(runs, &Outcome::requests_per_second)},
          {"bytes_per_second", estimate_of(runs, &Outcome::bytes_per_second)},
          {"latency_seconds", percentiles_in(runs)},
          {"server_cpu_seconds_per_gb", median_of(runs, &Outcome::server_cpu_seconds_per_gb)},
          {"client_cpu_seconds_per_gb", median_of(runs, &Outcome::client_cpu_seconds_per_gb)},
          {"utilization", medians_of(runs, &Outcome::utilization)},
          {"dispatch_delay", medians_of(runs, &Outcome::dispatch_delay)},
          {"shares", shares_in(runs)}};
}

unsigned rounds_in(const Group& runs) {
  std::set<unsigned> rounds;
  for (const Outcome* run : runs) rounds.insert(run->round);
  return static_cast<unsigned>(rounds.size());
}

Json summarize_row(const Experiment& experiment, const Combination& combination,
                   const std::vector<Outcome>& outcomes) {
  const std::string& name = combination.row.name;
  const Group all = group_of(outcomes, name, combination.point);
  const Group runs = successes(all);
  if (all.empty()) return nullptr;
  Json row{{"name", name},
           {"strategy", combination.row.strategy},
           {"point", combination.point},
           {"peer", combination.row.peer.has_value()},
           {"rounds", rounds_in(runs)},
           {"runs", runs.size()},
           {"failed", all.size() - runs.size()}};
  row.update(figures_of(runs));
  row["ratio_to_baseline"] = nullptr;
  if (const auto baseline = baseline_for(experiment, name, combination.point)) {
    row["ratio_to_baseline"] =
        ratio_between(runs, successes(group_of(outcomes, baseline->first, baseline->second)),
                      comparisons_in(experiment));
  }
  row["flags"] = flags_in(all);
  return row;
}

}  // namespace

Json summarize(const Experiment& experiment, const Plan& plan, const Json& machine,
               const std::vector<Outcome>& outcomes) {
  Json strategies = Json::array();
  for (const Combination& combination : combinations_of(experiment)) {
    Json row = summarize_row(experiment, combination, outcomes);
    if (!row.is_null()) strategies.push_back(std::move(row));
  }
  const unsigned comparisons = comparisons_in(experiment);
  return {{"schema_version", 1},
          {"experiment", experiment.name},
          {"about", experiment.about},
          {"baseline", experiment.baseline.empty() ? Json(nullptr) : Json(experiment.baseline)},
          {"baseline_point", experiment.baseline_point},
          {"published", experiment.published},
          {"rounds", plan.rounds},
          {"planned_runs", plan.runs.size()},
          {"finished_runs", outcomes.size()},
          {"comparisons", comparisons},
          {"rounds_needed", rounds_needed(comparisons)},
          {"machine", machine},
          {"strategies", strategies},
          {"skipped", to_json(experiment.skipped)}};
}

}  // namespace dispatchbench::runner
