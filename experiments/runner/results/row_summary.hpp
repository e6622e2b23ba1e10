// What all finished runs of one row say together: a row of summary.json.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "experiments/runner/results/run.hpp"
#include "experiments/runner/results/utilization.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

/// How often something was found, by its name.
using Counts = std::map<std::string, unsigned>;

DISPATCHBENCH_FIELDS(Estimate, required(median, low, high))

/// A figure's values, one a run, and what they say together: nothing if there is none.
struct Sample {
  std::optional<double> median;
  std::optional<double> low;  ///< nothing where there are too few values for an interval
  std::optional<double> high;
  std::vector<double> values;

  /// Nothing if there are no values.
  std::optional<Estimate> estimate() const {
    return median ? std::optional(Estimate{*median, low, high}) : std::nullopt;
  }
};
DISPATCHBENCH_FIELDS(Sample, required(median, low, high, values))

inline Sample sample_of(const Estimate& estimate, std::vector<double> values) {
  return {estimate.median, estimate.low, estimate.high, std::move(values)};
}

DISPATCHBENCH_FIELDS(Percentiles, required(p50, p90, p99, max))
DISPATCHBENCH_FIELDS(CpuCosts, as(server_per_gb, "server_cpu_seconds_per_gb"),
                     as(client_per_gb, "client_cpu_seconds_per_gb"),
                     as(server_per_request, "server_cpu_seconds_per_request"),
                     as(client_per_request, "client_cpu_seconds_per_request"))

/// How many of the busiest workers are told of together.
inline constexpr std::size_t most_busiest = 4;

/// What each worker got, summed over the runs.
struct SharesOfRuns {
  WorkerShares sums;
  std::vector<double> most_connections;  ///< the maximum load, a value a run
  /// The share of a run's requests that its busiest worker answered, its two busiest, and so on to
  /// most_busiest: a list a run.
  std::vector<std::vector<double>> busiest_requests;
};
DISPATCHBENCH_FIELDS(SharesOfRuns, inlined(sums), as(most_connections, "fullest_connections"),
                     maybe(busiest_requests))

/// What the order of the values gives away, and whether chance would hardly do so.
struct OrderTest {
  double value = 0;
  double probability = 1;
  bool significant = false;
};
DISPATCHBENCH_FIELDS(OrderTest, required(value, probability, significant))

struct OverRounds {
  std::vector<unsigned> outlier_rounds;
  std::optional<OrderTest> autocorrelation;
  std::optional<OrderTest> trend;
  std::vector<std::string> sentences;  ///< what of it is worth telling; older files lack them
};
DISPATCHBENCH_FIELDS(OverRounds, required(outlier_rounds, autocorrelation, trend), maybe(sentences))

/// Shares of 1 by a number of connections, as an object in the order of the numbers.
struct Distribution {
  std::map<unsigned, double> shares;
};
void to_json(Json& json, const Distribution& distribution);
void from_json(const Json& json, Distribution& distribution);

/// The maximum load: how many connections the worker with the most had.
struct MaximumLoad {
  Distribution measured;
  Distribution expected;  ///< where all workers have the same chance
};
DISPATCHBENCH_FIELDS(MaximumLoad, required(measured, expected))

/// Where chance places connections every run is a draw.
struct Draws {
  std::size_t runs = 0;
  unsigned connections = 0;
  unsigned listeners = 0;
  MaximumLoad maximum_load;
  double mean = 0;  ///< of the maximum load
  double expected_mean = 0;
  std::optional<bool> as_expected;  ///< nothing for too few runs
  std::string sentence;             ///< older files lack it
};
DISPATCHBENCH_FIELDS(Draws, required(runs, connections, listeners), as(maximum_load, "fullest"),
                     as(mean, "mean_fullest"), required(expected_mean, as_expected),
                     maybe(sentence))

NLOHMANN_JSON_SERIALIZE_ENUM(Difference, {{Difference::unknown, "too few rounds"},
                                          {Difference::indistinguishable, "indistinguishable"},
                                          {Difference::more, "more"},
                                          {Difference::less, "less"}})

/// What reloads cost, a value a run.
struct ReloadsOfRuns {
  unsigned made = 0;       ///< in all runs together
  std::uint64_t lost = 0;  ///< requests, likewise
  std::uint64_t reset = 0;
  Sample lost_each;  ///< all errors of a run divided by its reloads
  Sample reset_each;
  Sample longest_gap_seconds;
};
DISPATCHBENCH_FIELDS(ReloadsOfRuns,
                     required(made, lost, reset, lost_each, reset_each, longest_gap_seconds))

struct RowSummary {
  std::string name;
  std::string strategy;  ///< or the peer's name
  Json point = Json::object();
  bool peer = false;
  std::optional<std::string> design;  ///< of a peer: the strategy that dispatches as it does
  bool placement_by_chance = false;
  unsigned rounds = 0;  ///< with a run that went well
  std::size_t runs = 0;
  std::size_t failed = 0;
  std::optional<std::string> stopped;  ///< why it was not measured further after its first run
  Sample requests_per_second;
  Sample bytes_per_second;
  Percentiles latency;  ///< of all runs together; the samples below have a value for each run
  std::set<std::string> at_least;  ///< percentiles that could be longer, for want of an answer
  Sample latency_mean;
  Sample latency_p50;
  Sample latency_p90;
  Sample latency_p99;
  Sample latency_p999;
  Sample latency_deviation;  ///< standard deviation
  Sample first_answer_p50;
  std::vector<unsigned> run_rounds;  ///< the round of each value of a sample
  CpuCosts costs;
  Counts limited_by;
  Utilization utilization;
  std::map<std::string, double> dispatch_delay;
  std::optional<SharesOfRuns> shares;
  std::optional<double> percent_of_ceiling;
  bool baseline = false;
  std::optional<Sample> ratio_to_baseline;
  std::optional<Difference> compared_to_baseline;
  /// Hodges and Lehmann's, with the interval of the signed-rank test: it assumes symmetry.
  std::optional<Estimate> signed_rank_ratio;
  std::map<std::string, Sample> other_ratios;  ///< to the baseline, of metrics beside the compared
  OverRounds over_rounds;
  std::optional<Draws> draws;
  std::optional<ReloadsOfRuns> reload;  ///< nothing: one server served each load
  Counts flags;
  std::optional<unsigned> tier;
  std::optional<std::string> leader;
  std::optional<Estimate> ratio_to_leader;
  std::optional<Difference> compared_to_leader;

  /// "reuseport connections=320"
  std::string label() const { return runner::label(name, point); }
  /// What limited most of the runs; empty if nothing is known to.
  std::string main_limit() const;
};
DISPATCHBENCH_FIELDS(RowSummary, required(name), maybe(strategy), required(point), maybe(peer),
                     if_known(design), maybe(placement_by_chance, rounds, runs, failed, stopped),
                     required(requests_per_second, bytes_per_second),
                     maybe_as(latency, "latency_seconds"), maybe_as(at_least, "latency_at_least"),
                     maybe(latency_mean, latency_p50, latency_p90, latency_p99, latency_p999,
                           latency_deviation, first_answer_p50, run_rounds),
                     inlined(costs),
                     maybe(limited_by, utilization, dispatch_delay, shares, percent_of_ceiling,
                           baseline, ratio_to_baseline, compared_to_baseline),
                     maybe_as(signed_rank_ratio, "ratio_to_baseline_signed_rank"),
                     maybe_as(other_ratios, "other_ratios_to_baseline"), maybe(over_rounds, draws),
                     if_known(reload),
                     maybe(flags, tier, leader, ratio_to_leader, compared_to_leader))

}  // namespace dispatchbench::runner
