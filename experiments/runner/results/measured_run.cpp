#include "experiments/runner/results/measured_run.hpp"

#include <algorithm>

#include "experiments/runner/analysis/utilization.hpp"
#include "experiments/runner/results/finished_run.hpp"
#include "experiments/runner/results/result_file.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {
namespace {

void read_figures(MeasuredRun& run, const Json& record) {
  const Json& load = record.at("load").at("report");
  run.seconds = (load.at("finished_ns").get<double>() - load.at("started_ns").get<double>()) / 1e9;
  run.requests = load.at("requests").get<std::uint64_t>();
  run.requests_per_second = load.at("requests_per_second").get<double>();
  run.bytes_per_second = load.at("bytes_per_second").get<double>();
  run.server_cpu_seconds = number_at(record.at("server"), "cpu_seconds_in_load_window");
  run.client_cpu_seconds = number_at(load, "cpu_seconds");
  run.latency.merge(load.at("histogram"));
  run.utilization = utilization_of(record);
}

MeasuredRun read_record(const Json& record) {
  MeasuredRun run;
  run.index = record.at("index").get<unsigned>();
  run.round = record.at("round").get<unsigned>();
  run.repeat = record.at("repeat").get<unsigned>();
  run.name = record.at("name").get<std::string>();
  run.strategy =
      record.value("strategy", Json()).is_string() ? record.at("strategy") : Json(run.name);
  run.point = record.at("point");
  run.flags = record.at("flags").get<std::vector<std::string>>();
  run.ok = record.at("status") == "ok";
  if (run.ok) read_figures(run, record);
  return run;
}

}  // namespace

std::string MeasuredRun::row() const {
  return label(name, point);
}

MeasuredRun read_measured_run(const std::filesystem::path& file) {
  const Json record = read_result_file(file);
  return as_written(file, [&] { return read_record(record); });
}

std::vector<MeasuredRun> read_measured_runs(const std::filesystem::path& folder) {
  std::vector<MeasuredRun> runs;
  for (const auto& file : run_files(folder)) runs.push_back(read_measured_run(file));
  std::sort(runs.begin(), runs.end(),
            [](const MeasuredRun& a, const MeasuredRun& b) { return a.index < b.index; });
  return runs;
}

}  // namespace dispatchbench::runner
