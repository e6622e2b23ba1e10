// hyperfine's JSON (its src/export/json.rs): a result a row, times in seconds a run. Of a server's
// processor time only the sum is known: all of it is `user`, and `system` is 0. Its
// plot_parametrized.py wants exactly one parameter in every result, with numbers for values: there
// is one where a single option varies, and none else.
#include <algorithm>
#include <set>

#include "base/json_text.hpp"
#include "experiments/runner/report/export/exporter.hpp"
#include "experiments/runner/report/export/sample.hpp"
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

/// Of the runs that know it.
std::vector<double> known_server_seconds(const MeasuredRow& row) {
  std::vector<double> seconds;
  for (const MeasuredRun& run : row.runs) {
    if (run.server.cpu_seconds) seconds.push_back(*run.server.cpu_seconds);
  }
  return seconds;
}

Json result_of(const MeasuredRow& row) {
  const auto times = column(row.runs, load_seconds);
  const auto server = known_server_seconds(row);
  return {{"command", row.label},
          {"mean", mean(times)},
          {"stddev", or_null(standard_deviation(times))},
          {"median", median(times)},
          {"user", server.empty() ? 0.0 : mean(server)},
          {"system", 0.0},
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
    Json result = result_of(row);
    if (row.point.contains(parameter)) {
      result["parameters"] = {{parameter, plain_text(row.point.at(parameter))}};
    }
    results.push_back(std::move(result));
  }
  return json_text(Json{{"results", results}}, 2) + "\n";
}

}  // namespace dispatchbench::runner
