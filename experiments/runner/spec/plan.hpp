// Which runs there are, in which order, what each sends, and after which of them the rest may be
// left out. Pure: the same experiment and sizing give the same plan.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/run.hpp"
#include "experiments/runner/spec/combination.hpp"
#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {

/// What the command line says about the size of an experiment.
struct Sizing {
  double scale = 1;                ///< of what one run sends
  std::optional<unsigned> rounds;  ///< in place of the experiment's
  std::vector<std::string> only;   ///< rows to run; empty: all
};

/// The emulated machine of a run, and what the programs are told there.
struct RunMachine {
  MachineSpec spec;
  double dilation = 1;
  Json server;  ///< options, with times as long as they are there
  Json load;
};

struct PlannedRun : RunId {
  Json server;  ///< options
  Json load;    ///< options; `requests` is what this run sends
  double estimate_seconds = 0;
  std::optional<Peer> peer;           ///< nothing: `strategy` is one of ours
  std::optional<RunMachine> machine;  ///< nothing: a real one
  std::optional<ReloadSpec> reload;   ///< nothing: one server serves the whole load
  /// As taskset takes them; empty: any.
  std::string server_processors;
  std::string load_processors;
};

struct Plan {
  unsigned rounds = 0;
  std::vector<PlannedRun> runs;
  std::vector<std::string> notes;  ///< what the user should know about the sizes, a line each

  double estimate_seconds() const;
  /// What would come after this round was not planned.
  void end_after(unsigned round);
};

/// Rounds are interleaved: each runs every combination (as often as it repeats) in an order
/// shuffled from the seed. Throws UsageError if `sizing.only` names no row.
Plan make_plan(const Experiment& experiment, const Sizing& sizing);

// When a run that goes on until its intervals are narrow may stop. Looking at the data and going on
// while one does not like it inflates false alarms. So the rounds after which a run may stop are
// laid down before it starts, and every interval is corrected for their number (Bonferroni): it
// holds whichever of them the run stops at.

/// For an experiment of `rounds` with so many `comparisons`: the first look comes after the rounds,
/// or once there can be an interval, the last after `most` of them (nothing: five times as many as
/// at first). Throws UsageError if that is below.
Stopping stopping_for(double until, std::optional<unsigned> most, unsigned rounds,
                      unsigned comparisons);

/// First at `first`, then a quarter more each time, and at `last`: few looks, so that they cost
/// little width.
std::vector<unsigned> looks_between(unsigned first, unsigned last);

}  // namespace dispatchbench::runner
