// How busy each worker was over time.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/utilization_meter.hpp"
#include "servers/watch/look_times.hpp"
#include "servers/watch/queue_watch.hpp"
#include "strategies/runtime/thread_accounting.hpp"
#include "strategies/runtime/worker.hpp"

namespace dispatchbench {

/// What a worker has been busy for so far: its processor time, or what its emulated core was busy
/// for, whichever is more. Any thread.
struct BusyTime {
  std::int64_t cpu_ns = 0;
  std::int64_t emulated_ns = 0;  ///< beyond processor time

  std::int64_t total_ns() const noexcept { return cpu_ns + emulated_ns; }
};
BusyTime busy_time(const Worker& worker, std::int64_t now_ns) noexcept;

/// Samples of equal length from start_ns on. The last one was cut short by the end, and its busy
/// shares are still of a whole interval, so that the columns add up to what the workers counted.
struct Timeline {
  std::int64_t start_ns = 0;
  std::int64_t interval_ns = 0;
  std::vector<std::vector<double>> busy;   ///< a row a worker
  std::vector<std::uint64_t> connections;  ///< that workers took on during the sample
  std::vector<std::uint64_t> bytes;        ///< of bodies
  // Empty where nobody looked.
  std::vector<std::uint64_t> looks = {};
  std::vector<std::uint64_t> idle_while_queued = {};  ///< what looks were answered with yes
};

/// Takes samples in a thread of its own, at absolute times. The workers live longer.
class UtilizationSampler {
 public:
  /// Starts at once. Its processor time goes to `ledger` as "sampler". `watch` looks, if there is
  /// one, about as often as `look_interval` says.
  UtilizationSampler(const std::vector<std::unique_ptr<Worker>>& workers, Nanoseconds interval,
                     ThreadAccounting& ledger, std::optional<QueueWatch> watch = std::nullopt,
                     Nanoseconds look_interval = {});

  /// From now on nobody looks: the listening sockets are about to be closed. Any thread.
  void stop_looking();

  /// Joins and takes the last sample. Once; by the thread that made it.
  Timeline stop();

 private:
  void run(const std::stop_token& token, ThreadAccounting& ledger);
  void sample(std::int64_t now_ns);
  void look();
  std::int64_t next_ns() const noexcept;

  const std::vector<std::unique_ptr<Worker>>& workers_;
  std::vector<UtilizationMeter> meters_;
  std::int64_t due_ns_ = 0;  // when the sample under way ends
  std::uint64_t connections_seen_ = 0;
  std::uint64_t bytes_seen_ = 0;
  std::optional<QueueWatch> watch_;
  std::optional<LookTimes> look_times_;
  std::uint64_t looks_ = 0;  // in the sample under way
  std::uint64_t yes_ = 0;
  Timeline timeline_;
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;
};

}  // namespace dispatchbench
