// hyperfine's JSON (its src/export/json.rs): a result a row, times in seconds a run: of the load,
// or the latency where that is what the experiment compares. `user` and `system` are the server's
// processor time; of runs that do not say how it was shared all of it is `user`. Its
// plot_parametrized.py wants exactly one parameter in every result, with numbers for values: there
// is one where a single option varies, and none else.
#include <algorithm>
#include <set>

#include "base/json_text.hpp"
#include "experiments/runner/report/export/exporter.hpp"
#include "experiments/runner/statistics/moments.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

/// The option that varies, if it is the only one; empty otherwise.
std::string only_parameter(const Measurements& measurements) {
  std::set<std::string> keys;
  for (const MeasuredRow& row : measurements.rows) {
    for (const auto& [key, value] : row.point.items()) keys.insert(key);
  }
  return keys.size() == 1 ? *keys.begin() : "";
}

struct ServerTime {
  double user = 0;
  double system = 0;
};

/// The mean of the runs that know it.
ServerTime server_time(const MeasuredRow& row) {
  std::vector<double> user, system;
  for (const MeasuredRun& run : row.runs) {
    if (!run.server.cpu_seconds) continue;
    const double share = run.server.system_share.value_or(0);
    user.push_back(*run.server.cpu_seconds * (1 - share));
    system.push_back(*run.server.cpu_seconds * share);
  }
  return user.empty() ? ServerTime() : ServerTime{mean(user), mean(system)};
}

Json result_of(const MeasuredRow& row, const Metric& metric) {
  const auto times = times_of(row, metric);
  const auto server = server_time(row);
  return {{"command", row.label},
          {"mean", mean(times)},
          {"stddev", or_null(standard_deviation(times))},
          {"median", median(times)},
          {"user", server.user},
          {"system", server.system},
          {"min", *std::min_element(times.begin(), times.end())},
          {"max", *std::max_element(times.begin(), times.end())},
          {"times", times},
          {"exit_codes", std::vector<int>(times.size(), 0)}};
}

}  // namespace

std::string export_hyperfine(const Measurements& measurements) {
  const std::string parameter = only_parameter(measurements);
  Json results = Json::array();
  for (const MeasuredRow& row : measurements.rows) {
    Json result = result_of(row, metric_of(measurements.run.summary));
    if (row.point.contains(parameter)) {
      result["parameters"] = {{parameter, plain_text(row.point.at(parameter))}};
    }
    results.push_back(std::move(result));
  }
  return json_text(Json{{"results", results}}, 2) + "\n";
}

}  // namespace dispatchbench::runner
