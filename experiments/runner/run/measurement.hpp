// One run: a fresh server, one load, and everything that is known about it afterwards.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/process/cpu_usage.hpp"
#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/process/server_process.hpp"
#include "experiments/runner/process/store_folder.hpp"
#include "experiments/runner/process/thread_sampler.hpp"
#include "experiments/runner/process/usage_track.hpp"
#include "experiments/runner/process/watch.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

/// How long things may take before they count as hanging.
struct Limits {
  Nanoseconds ready = std::chrono::seconds(30);  ///< from the server's start
  Nanoseconds run = std::chrono::minutes(10);    ///< of the load
  Nanoseconds stop = std::chrono::seconds(20);   ///< from SIGTERM
};

/// Measures once; make one for each run, on the main thread.
class Measurement {
 public:
  /// `folder` is emptied, used for logs and reports, and removed in the end. Both references must
  /// outlive this.
  Measurement(const PlannedRun& run, const Programs& programs, std::filesystem::path folder,
              const Limits& limits);

  /// The content of the run's file (results/schema/run.schema.json). Whatever goes wrong with the
  /// server or the load is in it. A peer is put under load only if fault_of_peer finds none. Throws
  /// Interrupted; both processes are ended then.
  Json take(const std::string& experiment, Watch& watch);

 private:
  std::optional<Failure> start(Watch& watch);
  std::optional<Failure> check_peer();
  std::optional<Failure> run_load(Watch& watch);
  std::optional<Failure> await_load(Watch& watch, ServerProcess& server, ChildProcess& load,
                                    UsageTrack& usage);
  std::optional<Failure> stop_server(Watch& watch, std::optional<Failure> earlier);
  Json concluded(const std::string& experiment, std::optional<Failure> failure);
  std::optional<Failure> read_reports();
  Json report_of_peer() const;
  void weigh_usage();
  Json record(const std::string& experiment, const std::optional<Failure>& failure) const;

  const PlannedRun& run_;
  const Programs& programs_;
  std::filesystem::path folder_;
  Limits limits_;
  std::optional<StoreFolder> store_;
  Launch launch_;
  std::vector<std::string> load_command_;
  std::optional<ServerProcess> server_;
  std::optional<ThreadSampler> sampler_;  // of a peer, under load
  std::optional<Ending> server_ending_;
  std::optional<Ending> load_ending_;
  std::optional<double> server_cpu_seconds_;  // within the load window
  UsageSamples usage_;
  Json machine_use_ = machine_use({}, {}, 0);
  Json observed_;  // of a peer, see ThreadSampler
  Json server_report_;
  Json load_report_;
  std::int64_t started_ns_ = 0;
  std::int64_t finished_ns_ = 0;
};

}  // namespace dispatchbench::runner
