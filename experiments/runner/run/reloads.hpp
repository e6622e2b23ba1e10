// New servers that take the place of old ones while the load goes on.
#pragma once

#include <filesystem>
#include <list>
#include <optional>
#include <vector>

#include "experiments/runner/process/server_process.hpp"
#include "experiments/runner/results/run.hpp"
#include "experiments/runner/run/launch.hpp"

namespace dispatchbench::runner {

/// Made when the load starts; used by its thread alone.
class Reloads {
 public:
  /// `first`: where the server is that the load starts with. The references must outlive this.
  Reloads(const PlannedRun& run, const Programs& programs, ServerPlace first);

  /// When the next one is due; never, if all are made.
  Clock::time_point due() const noexcept;

  /// Starts a server on `old`'s address, and ends `old` once it listens: the load goes on
  /// meanwhile. A failure if the new one is not ready within `ready`, or the old one does not end
  /// well within `stop`. Throws Interrupted.
  std::optional<Failure> make(ServerProcess& old, Watch& watch, Nanoseconds ready,
                              Nanoseconds stop);

  /// The server that came last; null: the first is still there.
  ServerProcess* newest() noexcept;

  /// Once all have ended, and their reports can be read: what it cost, as `load` tells.
  ReloadCost cost(const LoadReport& load) const;

 private:
  Launch launch(const std::string& address) const;
  std::filesystem::path report_of(std::size_t reloads) const;

  const PlannedRun& run_;
  const Programs& programs_;
  const ServerPlace first_;
  const Clock::time_point started_;
  std::list<std::optional<ServerProcess>> servers_;  // all but the first
  std::vector<double> seconds_to_end_;
};

}  // namespace dispatchbench::runner
