// What this process does of a load: its connections and threads, from their making to what they
// recorded.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <latch>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "loadgen/client.hpp"
#include "loadgen/endpoint.hpp"
#include "loadgen/options/options.hpp"
#include "loadgen/plan/plan.hpp"
#include "loadgen/plan/share.hpp"
#include "loadgen/recording/figures.hpp"
#include "loadgen/recording/read_delay.hpp"
#include "loadgen/recording/recorder.hpp"
#include "loadgen/stop.hpp"
#include "machine/account_sum.hpp"

namespace dispatchbench::loadgen {

/// Methods in the order in which they are called, all by one thread; one a process at a time.
/// Everything passed in outlives it.
class LoadPart {
 public:
  /// Makes the handles of all connections. Throws std::runtime_error (one line) if it cannot start:
  /// no such host, not enough descriptors or ports, a server that would store nothing (which only
  /// the first of several processes asks it). `share`: threads and slots of which it has the
  /// handles.
  LoadPart(const Options& options, const Stop& stop, Share share = {});
  ~LoadPart();
  LoadPart(const LoadPart&) = delete;
  LoadPart& operator=(const LoadPart&) = delete;

  /// Returns when every thread could send. Throws std::system_error if there can be no more
  /// threads.
  void start_threads();

  /// From `start_ns` (CLOCK_MONOTONIC) on they send, the measured part after the warm-up; once.
  void begin(std::int64_t start_ns);

  /// Whether all threads have ended; waits for it, at most so long.
  bool over_within(Nanoseconds patience);

  /// The rest is for after their end. What they recorded, merged.
  Figures figures() const;

  /// Counts into `figures` those requests of open loops that were due before `window_end_ns` and
  /// that nobody sent. Groups of a mix that are closed loops have nothing to do with it.
  void censor(std::int64_t window_end_ns, Figures& figures) const;

  /// On an emulated machine.
  std::optional<AccountSum> charged() const;

  const Plan& plan() const noexcept { return plan_; }
  std::int64_t start_ns() const noexcept { return start_ns_; }
  const std::vector<std::unique_ptr<Recorder>>& recorders() const noexcept { return recorders_; }

 private:
  void make_clients();
  void run_thread(unsigned index);
  std::int64_t window_end_ns(std::int64_t measured_from_ns) const noexcept;

  const Options& options_;
  const Stop& stop_;
  const std::vector<unsigned> own_threads_;  // their numbers in the whole load
  const std::unique_ptr<EmulatedMachine> machine_;
  const CurlLibrary library_;
  const ReceiveTimestamps timestamps_;
  Endpoint endpoint_;
  Plan plan_;
  std::vector<std::unique_ptr<Recorder>> recorders_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::int64_t start_ns_ = 0;
  bool called_off_ = false;  // before it began
  std::latch ready_, begun_{1};
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t running_ = 0;
  std::vector<std::jthread> threads_;  // first to go
};

}  // namespace dispatchbench::loadgen
