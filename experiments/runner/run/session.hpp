// The runs of one experiment, one after the other, from the first that has not finished yet.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/process/watch.hpp"
#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/run/hosts.hpp"
#include "experiments/runner/run/progress.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

/// What is made of the runs so far; the rooms above this one know how.
struct Conclusions {
  std::function<Summary(const Plan& plan, const Runs& runs)> summarize;
  std::function<std::string(const Summary& summary)> table;
};

class Session {
 public:
  /// The references, and the hosts that runs take place on (null: this one), must outlive this.
  Session(const Experiment& experiment, Plan plan, const Programs& programs,
          const ResultsFolder& folder, Conclusions conclusions,
          std::optional<Stopping> stopping = {}, Hosts* hosts = nullptr);

  /// What was measured earlier is read first; a run that failed then is measured again, and its
  /// file says so. A row whose first run shows that the machine is too small for its planned rate
  /// is not measured again. Every run's file is written when it has finished, the summary after
  /// each round and at the end, whatever ends it: the plan's, or `stopping` after a round whose
  /// intervals are narrow. Returns the exit code: 0, 1 if a run failed, 128 + the signal that broke
  /// it off. Throws UsageError if an earlier run's file cannot be read, std::system_error if a
  /// result cannot be written.
  int run(Interrupt& interrupt);

 private:
  void read_earlier();
  void announce() const;
  void run_all(Interrupt& interrupt);
  bool is_done(const PlannedRun& planned) const;
  void note_whether_it_fits(const MeasuredRun& run);
  bool fits(const PlannedRun& planned) const;
  void measure(const PlannedRun& planned, Watch& watch);
  Summary summary_so_far() const;
  void write(const Summary& summary) const;
  bool may_stop_at(unsigned round, const Summary& summary) const;
  void stop_at(unsigned round);
  int finish() const;
  int broken_off(int signal);

  const Experiment& experiment_;
  Plan plan_;
  const Programs& programs_;
  const ResultsFolder& folder_;
  Conclusions conclusions_;
  std::optional<Stopping> stopping_;
  Hosts* hosts_;
  Progress progress_;
  std::map<unsigned, MeasuredRun> runs_;  // finished, by index
  std::map<std::string, bool> fits_;      // by row, whether its first run did
};

}  // namespace dispatchbench::runner
