// Google Benchmark's JSON (docs/user_guide.md, "Output Formats"): an entry a repetition, then the
// aggregates of its row, as `--benchmark_repetitions` writes them. One iteration is one run, so
// that real_time is its seconds, or its latency where that is what the experiment compares;
// cpu_time is the server's.
#include "base/each.hpp"
#include "base/json_text.hpp"
#include "experiments/runner/report/export/exporter.hpp"
#include "experiments/runner/statistics/moments.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

struct Times {
  double real;
  double cpu;
  double requests_per_second;
  double bytes_per_second;
};

Json entry(const MeasuredRow& row, std::size_t family, const char* type) {
  return {{"name", row.label},     {"family_index", family}, {"per_family_instance_index", 0},
          {"run_name", row.label}, {"run_type", type},       {"repetitions", row.runs.size()}};
}

void add_times(Json& entry, const Times& times) {
  entry["real_time"] = times.real;
  entry["cpu_time"] = times.cpu;
  entry["time_unit"] = "s";
  entry["items_per_second"] = times.requests_per_second;
  entry["bytes_per_second"] = times.bytes_per_second;
}

/// compare.py needs a number where the processor time is not known.
double server_seconds(const MeasuredRun& run) {
  return run.server.cpu_seconds.value_or(0);
}

Json repetition(const MeasuredRow& row, std::size_t family, std::size_t index, double real_time) {
  const MeasuredRun& run = row.runs[index];
  Json one = entry(row, family, "iteration");
  one["repetition_index"] = index;
  one["threads"] = 1;
  one["iterations"] = 1;
  add_times(one, {real_time, server_seconds(run), requests_per_second(run), bytes_per_second(run)});
  one["requests"] = run.load.report->requests;
  return one;
}

template <class Of>
Json aggregate(const MeasuredRow& row, std::size_t family, const std::string& name, const Of& of,
               const std::vector<double>& real_times) {
  Json one = entry(row, family, "aggregate");
  one["name"] = row.label + "_" + name;
  one["threads"] = 1;
  one["aggregate_name"] = name;
  one["aggregate_unit"] = "time";
  one["iterations"] = row.runs.size();
  add_times(one, {of(real_times), of(each(row.runs, server_seconds)),
                  of(each(row.runs, requests_per_second)), of(each(row.runs, bytes_per_second))});
  return one;
}

Json context_of(const FinishedRun& run) {
  const Machine& machine = run.summary.machine;
  return {{"date", run.manifest ? Json(run.manifest->started) : Json(nullptr)},
          {"executable", "dispatchbench " + run.summary.experiment},
          {"num_cpus", or_null(machine.hardware.cores)},
          {"cpu_model", or_null(machine.hardware.cpu)},
          {"kernel", or_null(machine.hardware.kernel)},
          {"caches", Json::array()},  // not known; some readers demand the key
          {"load_avg", machine.load_average.value_or(std::vector<double>())},
          {"library_build_type", machine.build.type == "Debug" ? "debug" : "release"},
          {"json_schema_version", 1}};
}

}  // namespace

std::string export_google_benchmark(const Measurements& measurements) {
  Json benchmarks = Json::array();
  for (std::size_t family = 0; family < measurements.rows.size(); ++family) {
    const MeasuredRow& row = measurements.rows[family];
    const auto times = times_of(row, metric_of(measurements.run.summary));
    for (std::size_t i = 0; i < row.runs.size(); ++i) {
      benchmarks.push_back(repetition(row, family, i, times[i]));
    }
    if (row.runs.size() < 2) continue;
    const auto add = [&](const char* name, const auto& of) {
      benchmarks.push_back(aggregate(row, family, name, of, times));
    };
    add("mean", mean);
    add("median", median);
    add("stddev", [](const std::vector<double>& v) { return standard_deviation(v).value_or(0); });
  }
  return json_text(Json{{"context", context_of(measurements.run)}, {"benchmarks", benchmarks}}, 2) +
         "\n";
}

}  // namespace dispatchbench::runner
