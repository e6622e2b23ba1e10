// What all finished runs of one row say together: a row of summary.json.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/estimate.hpp"
#include "experiments/runner/results/latency.hpp"
#include "experiments/runner/results/run.hpp"
#include "experiments/runner/results/utilization.hpp"

namespace dispatchbench::runner {

/// How often something was found, by its name.
using Counts = std::map<std::string, unsigned>;

template <class Fields>
void list_fields(Fields& field, Bound<Fields, Percentiles>& latency) {
  field("p50", latency.p50);
  field("p90", latency.p90);
  field("p99", latency.p99);
  field("max", latency.max);
}

template <class Fields>
void list_fields(Fields& field, Bound<Fields, CpuCosts>& costs) {
  field("server_cpu_seconds_per_gb", costs.server_per_gb);
  field("client_cpu_seconds_per_gb", costs.client_per_gb);
  field("server_cpu_seconds_per_request", costs.server_per_request);
  field("client_cpu_seconds_per_request", costs.client_per_request);
}

/// What each worker got, summed over the runs.
struct SharesOfRuns {
  Shares sums;
  std::vector<double> most_connections;  ///< the maximum load, a value a run
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, SharesOfRuns>& shares) {
  field("connections", shares.sums.connections);
  field("requests", shares.sums.requests);
  field("bytes", shares.sums.bytes);
  field("fullest_connections", shares.most_connections);
}

/// What the order of the values gives away, and whether chance would hardly do so.
struct OrderTest {
  double value = 0;
  double probability = 1;
  bool significant = false;
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, OrderTest>& test) {
  field("value", test.value);
  field("probability", test.probability);
  field("significant", test.significant);
}

struct OverRounds {
  std::vector<unsigned> outlier_rounds;
  std::optional<OrderTest> autocorrelation;
  std::optional<OrderTest> trend;
  std::vector<std::string> sentences;  ///< what of it is worth telling; older files lack them
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, OverRounds>& rounds) {
  field("outlier_rounds", rounds.outlier_rounds);
  field("autocorrelation", rounds.autocorrelation);
  field("trend", rounds.trend);
  field.maybe("sentences", rounds.sentences);
}

/// Shares of 1 by a number of connections, as an object in the order of the numbers.
struct Distribution {
  std::map<unsigned, double> shares;
};

void to_json(Json& json, const Distribution& distribution);
void from_json(const Json& json, Distribution& distribution);

/// The maximum load: how many connections the worker with the most had.
struct MaximumLoad {
  Distribution measured;
  Distribution expected;  ///< of a fair hash
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, MaximumLoad>& load) {
  field("measured", load.measured);
  field("expected", load.expected);
}

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

template <class Fields>
void list_fields(Fields& field, Bound<Fields, Draws>& draws) {
  field("runs", draws.runs);
  field("connections", draws.connections);
  field("listeners", draws.listeners);
  field("fullest", draws.maximum_load);
  field("mean_fullest", draws.mean);
  field("expected_mean", draws.expected_mean);
  field("as_expected", draws.as_expected);
  field.maybe("sentence", draws.sentence);
}

struct RowSummary {
  std::string name;
  std::string strategy;  ///< or the peer's name
  Json point = Json::object();
  bool peer = false;
  bool placement_by_chance = false;
  unsigned rounds = 0;  ///< with a run that went well
  std::size_t runs = 0;
  std::size_t failed = 0;
  Sample requests_per_second;
  Sample bytes_per_second;
  Percentiles latency;
  CpuCosts costs;
  Counts limited_by;
  Utilization utilization;
  std::map<std::string, double> dispatch_delay;
  std::optional<SharesOfRuns> shares;
  std::optional<double> percent_of_ceiling;
  bool baseline = false;
  std::optional<Sample> ratio_to_baseline;
  std::optional<Difference> compared_to_baseline;
  OverRounds over_rounds;
  std::optional<Draws> draws;
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

void to_json(Json& json, const RowSummary& row);
void from_json(const Json& json, RowSummary& row);

NLOHMANN_JSON_SERIALIZE_ENUM(Difference, {{Difference::unknown, "too few rounds"},
                                          {Difference::indistinguishable, "indistinguishable"},
                                          {Difference::more, "more"},
                                          {Difference::less, "less"}})

}  // namespace dispatchbench::runner
