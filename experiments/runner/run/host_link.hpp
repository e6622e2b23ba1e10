// A bench on another host that answers this one's questions while runs go on.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "experiments/runner/process/child_process.hpp"
#include "experiments/runner/process/watch.hpp"
#include "experiments/runner/results/manifest.hpp"
#include "experiments/runner/results/run.hpp"
#include "experiments/runner/spec/launcher.hpp"

namespace dispatchbench::runner {

/// `bench host`, there. This program lies at the same place on all hosts.
std::vector<std::string> agent_on(const Launcher& launcher, const std::string& host);

class HostLink {
 public:
  /// Starts it. Make it from the main thread; the file `log` gets what it complains of. One that
  /// has not answered after `patience` is ended, and the next question starts another.
  HostLink(const Launcher& launcher, std::string host, const std::filesystem::path& log,
           Nanoseconds patience = std::chrono::seconds(30));

  const std::string& host() const noexcept { return host_; }

  // Each asks, and waits for the answer. Throws UsageError, one line with what it said last, if
  // the host cannot be reached or does not answer in time; Interrupted.

  /// What it is, with the programs in `folder` there.
  HostMachine machine(const std::filesystem::path& folder, Watch& watch);

  /// By how much its clock is ahead of this host's: from the shortest of some round trips.
  ClockOffset clock(Watch& watch);

  /// fault_of_peer, seen from there.
  std::optional<std::string> fault_of_peer(const std::string& address, Watch& watch);

 private:
  void start();
  std::string ask(const std::string& question, Watch& watch);
  [[noreturn]] void give_up();
  [[noreturn]] void refuse(const std::string& what) const;

  Launcher launcher_;
  std::string host_;
  std::filesystem::path log_;
  Nanoseconds patience_;
  std::optional<ChildProcess> agent_;  // none where it was ended for its silence
  std::string said_;
};

}  // namespace dispatchbench::runner
