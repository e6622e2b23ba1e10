// report.json: what each worker did.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "servers/options.hpp"
#include "servers/utilization.hpp"
#include "strategies/runtime/thread_accounting.hpp"
#include "strategies/runtime/worker.hpp"

namespace dispatchbench {

/// What a report is made of, after every thread has ended.
struct RunRecord {
  const Options& options;
  const std::vector<std::unique_ptr<Worker>>& workers;
  const ThreadAccounting& other_threads;
  ListenAddress address;  ///< where it listened
  std::int64_t started_ns = 0;
  std::int64_t stopped_ns = 0;
  Timeline timeline;
};

/// Durations are in seconds, points in time in nanoseconds of CLOCK_MONOTONIC.
nlohmann::json make_report(const RunRecord& record);

}  // namespace dispatchbench
