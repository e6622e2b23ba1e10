// What the runner's tests share: strategies, an experiment and a run's record, made up.
#pragma once

#include <filesystem>
#include <string>

#include "experiments/runner/analysis/paired_runs.hpp"
#include "experiments/runner/results/json.hpp"
#include "experiments/runner/spec/catalog.hpp"
#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {

/// single-reactor, reuseport, unpark-queue (asio, epoll) and threads-epoll (epoll).
StrategyList some_strategies();

/// What the programs of fake_bin/ list, of which experiments may set most.
ProgramOptions some_options();

/// "fake", which takes threads and discards, and "keeper", which stores: fake_bin/fake_peer as it
/// behaves well, told its port; and "absent", whose program there is not.
PeerList some_peers();

/// Row by row as some_peers().
Json some_registry();

/// A valid experiment of all strategies in four rounds.
Json some_spec();

/// All of the above.
Catalog some_catalog();

/// Parsed against some_catalog().
Experiment parsed(const Json& spec);

/// The message with which `spec` is refused; empty if it is not.
std::string refusal_of(const Json& spec);

/// The file of a run that went well: 2 workers, one second of load.
Json some_record();

/// A successful run of `name` in `round` with this rate, as some_record() otherwise.
MeasuredRun some_run(const std::string& name, unsigned round, double requests_per_second);

/// Such a run whose requests all took this long; its rate is 100.
MeasuredRun some_run_of_latency(const std::string& name, unsigned round, double seconds);

/// Those of `runs`, which must outlive it.
Runs all_of(const std::vector<MeasuredRun>& runs);

/// A folder that is removed in the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace dispatchbench::runner
