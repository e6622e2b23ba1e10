// What the summary needs of one run's file, which may be a megabyte.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/json.hpp"
#include "experiments/runner/results/latency.hpp"

namespace dispatchbench::runner {

struct Outcome {
  unsigned index = 0;
  unsigned round = 0;
  std::string name;
  Json point;
  bool ok = false;
  std::string failure;                        ///< why it is not ok
  std::vector<std::string> earlier_failures;  ///< of the same run, before it was repeated
  double seconds = 0;                         ///< it took, start and stop included
  double load_seconds = 0;  ///< of these, from the first request to the last answer
  double requests_per_second = 0;
  double bytes_per_second = 0;
  std::optional<double> server_cpu_seconds_per_gb;
  std::optional<double> client_cpu_seconds_per_gb;
  std::optional<double> server_cpu_seconds_per_request;
  std::optional<double> client_cpu_seconds_per_request;
  std::optional<double> emulated_ceiling;  ///< bytes/s, see emulated_ceiling()
  std::string limited_by;                  ///< see limiting_factor()
  Latency latency;
  Json utilization;     ///< see utilization_of
  Json dispatch_delay;  ///< the server's own percentiles, numbers only
  Json shares;          ///< see shares_of, or null
  std::vector<std::string> flags;
};

/// Throws Json::exception if `record` is no run file.
Outcome read_outcome(const Json& record);

}  // namespace dispatchbench::runner
