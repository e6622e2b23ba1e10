// One run: a fresh server, one load, and everything that is known about it afterwards.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/process/cpu_usage.hpp"
#include "experiments/runner/process/own_network.hpp"
#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/process/server_process.hpp"
#include "experiments/runner/process/store_folder.hpp"
#include "experiments/runner/process/thread_sampler.hpp"
#include "experiments/runner/process/watch.hpp"
#include "experiments/runner/results/run.hpp"
#include "experiments/runner/run/hosts.hpp"
#include "experiments/runner/run/launch.hpp"
#include "experiments/runner/run/load_process.hpp"
#include "experiments/runner/run/reloads.hpp"
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
  /// `folder` is emptied, used for logs and reports, and removed in the end. The references, and
  /// the hosts, must outlive this; null: server and load run here.
  Measurement(const PlannedRun& run, const Programs& programs, std::filesystem::path folder,
              const Limits& limits, Hosts* hosts);

  /// Whatever goes wrong with the server or the load is in the run's `failure`. A peer is put under
  /// load only if fault_of_peer finds none. Throws Interrupted; both processes are ended then.
  MeasuredRun take(const std::string& experiment, Watch& watch);

 private:
  void enter_network();
  std::optional<Failure> start(Watch& watch);
  std::optional<Failure> check_and_load(Watch& watch);
  void make_store();
  ServerPlace place() const;
  Launch launch(const ServerPlace& place);
  bool server_elsewhere() const;
  Failure failure_of_server(std::string what) const;
  ServerProcess* current_server() noexcept;
  bool server_ended();
  std::optional<Failure> check_peer(Watch& watch);
  LoadLaunch launch_load();
  std::vector<pid_t> observe_server();
  std::optional<Failure> run_load(Watch& watch);
  std::optional<Failure> await_load(Watch& watch, LoadProcess& load, UsageTrack& usage);
  bool lost_requests(const Ending& ending) const;
  std::optional<Failure> reload_if_due(Watch& watch);
  std::optional<Failure> stop_server(Watch& watch, std::optional<Failure> earlier);
  void take_back(const HostResult& result);
  void put_on_clock_of_load();
  void conclude(const std::optional<Failure>& failure);
  std::optional<Failure> read_reports();
  ReportFile<ServerReport> report_of_peer() const;
  void tell_reloads();
  void tell_in_real_time();
  void weigh_usage();

  const PlannedRun& plan_;
  const Programs& programs_;
  std::filesystem::path folder_;
  Limits limits_;
  Hosts* hosts_;
  std::optional<StoreFolder> store_;
  std::string address_;  // http://ADDR:PORT, once the server is ready
  std::optional<OwnNetwork> network_;
  std::optional<ServerProcess> server_;   // none if it is a peer that runs already
  std::optional<Reloads> reloads_;        // from when the load starts
  std::optional<ThreadSampler> sampler_;  // of a peer, under load
  std::optional<Ending> load_ending_;
  UsageSamples usage_;                        // of this host
  UsageSamples server_usage_;                 // of the server's, where there are several
  std::optional<std::int64_t> processors_;    // of the server's machine
  std::optional<std::uint64_t> throttlings_;  // under load
  std::optional<ObservedThreads> observed_;   // of a peer, under load
  MeasuredRun run_;                           // what is known so far
};

}  // namespace dispatchbench::runner
