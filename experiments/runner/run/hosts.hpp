// The hosts of a run, once they have been reached: who does what, and how it is started there.
#pragma once

#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/process/server_process.hpp"
#include "experiments/runner/process/store_folder.hpp"
#include "experiments/runner/process/watch.hpp"
#include "experiments/runner/results/manifest.hpp"
#include "experiments/runner/results/run.hpp"
#include "experiments/runner/run/host_link.hpp"
#include "experiments/runner/run/host_task.hpp"
#include "experiments/runner/spec/launcher.hpp"

namespace dispatchbench::runner {

/// Which of the processor time on the server's machine the load took.
enum class LoadBesideServer { all, some, none };

/// How a load is started, and where its report is found.
struct LoadLaunch {
  std::vector<std::string> command;  ///< what it amounts to
  std::vector<std::string> words;    ///< what is started here
  std::string input;                 ///< for its standard input; empty: none
  enum class Report { in_file, in_result, printed } report = Report::in_file;
};

/// Used from the main thread.
class Hosts {
 public:
  /// Reaches all that `used` names, and adds what they are. Throws UsageError, one line, if one
  /// cannot be reached or has other programs than this host; Interrupted.
  Hosts(HostsUsed used, const Programs& programs, Interrupt& interrupt);

  const HostsUsed& used() const noexcept { return used_; }
  bool server_elsewhere() const noexcept { return used_.server.has_value(); }
  bool load_elsewhere() const noexcept { return !used_.load.empty(); }

  /// The server's; null if that is this one.
  const HostMachine* server_machine() const;
  LoadBesideServer load_beside_server() const;

  /// By how much the server's clock is ahead of the load's first host.
  ClockOffset clock(Watch& watch);

  /// fault_of_peer, seen from where the load comes from.
  std::optional<std::string> fault_of_peer(const std::string& address, Watch& watch);

  /// What starts there what `launch` would start here; `files`, `store` and `grace` as in HostTask.
  Launch server(const Launch& launch, std::map<std::string, std::string> files,
                const std::string& store, Nanoseconds grace) const;

  /// `command` is loadgen with its options, but for the output.
  LoadLaunch load(const std::vector<std::string>& command, const std::string& url) const;

 private:
  HostLink& link(const std::string& host);
  ClockOffset clock_of(const std::optional<std::string>& host, Watch& watch);
  const HostMachine& machine(const std::string& host) const;

  HostsUsed used_;
  Launcher launcher_;
  StoreFolder logs_;
  std::list<HostLink> links_;
};

/// What a host sent back in the end, as its "result" line has it; nothing if there is none.
std::optional<HostResult> result_in(const std::string& output);

/// The mean of what was measured before and after a run, and how far it may have been from it.
ClockOffset mean_of(const ClockOffset& before, const ClockOffset& after);

}  // namespace dispatchbench::runner
