// hyperfine's JSON (its src/export/json.rs): a result a row, times in seconds a run. The server's
// processor time is known as a whole only, so user and system are null. A row may send fewer
// requests a run than others; `parameters` says how many.
#include <algorithm>

#include <fmt/format.h>

#include "experiments/runner/report/export/exporter.hpp"
#include "experiments/runner/report/export/sample.hpp"
#include "experiments/runner/statistics/moments.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

Json parameters_of(const MeasuredRow& row) {
  Json parameters{{"strategy", row.runs.front().strategy},
                  {"requests", fmt::format("{}", row.runs.front().requests)}};
  for (const auto& [key, value] : row.point.items()) parameters[key] = plain_text(value);
  return parameters;
}

Json result_of(const MeasuredRow& row) {
  const auto times = column(row.runs, &MeasuredRun::seconds);
  return {{"command", row.label},
          {"mean", mean(times)},
          {"stddev", or_null(standard_deviation(times))},
          {"median", median(times)},
          {"user", nullptr},
          {"system", nullptr},
          {"min", *std::min_element(times.begin(), times.end())},
          {"max", *std::max_element(times.begin(), times.end())},
          {"times", times},
          {"exit_codes", std::vector<int>(times.size(), 0)},
          {"parameters", parameters_of(row)}};
}

}  // namespace

std::string export_hyperfine(const Measurements& measurements) {
  Json results = Json::array();
  for (const MeasuredRow& row : measurements.rows) results.push_back(result_of(row));
  return Json{{"results", results}}.dump(2) + "\n";
}

}  // namespace dispatchbench::runner
