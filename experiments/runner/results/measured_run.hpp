// One finished run in a few figures, whatever the size of its file; for those who need the runs
// and not what they say together.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/json.hpp"
#include "experiments/runner/results/latency.hpp"

namespace dispatchbench::runner {

struct MeasuredRun {
  unsigned index = 0;
  unsigned round = 0;
  unsigned repeat = 0;
  std::string name;
  std::string strategy;
  Json point;
  bool ok = false;
  std::vector<std::string> flags;
  // What follows is nothing or null where the run failed.
  double seconds = 0;          ///< the load took, first send to last answer
  std::uint64_t requests = 0;  ///< answered
  double requests_per_second = 0;
  double bytes_per_second = 0;
  std::optional<double> server_cpu_seconds;  ///< during the load
  std::optional<double> client_cpu_seconds;
  Latency latency;
  Json utilization;  ///< see utilization_of

  /// "reuseport connections=320": its row.
  std::string row() const;
};

/// From a file of results/schema/run.schema.json. Throws UsageError that names it if it is none.
MeasuredRun read_measured_run(const std::filesystem::path& file);

/// All runs in `folder`/runs in the order of running.
std::vector<MeasuredRun> read_measured_runs(const std::filesystem::path& folder);

}  // namespace dispatchbench::runner
