// Which runs there are, in which order, and what each sends. Pure: the same experiment and sizing
// give the same plan.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/run_id.hpp"
#include "experiments/runner/spec/combination.hpp"
#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {

/// What the command line says about the size of an experiment.
struct Sizing {
  double scale = 1;                ///< of what one run sends
  std::optional<unsigned> rounds;  ///< in place of the experiment's
  std::vector<std::string> only;   ///< rows to run; empty: all
};

struct PlannedRun : RunId {
  Json server;  ///< options
  Json load;    ///< options; `requests` is what this run sends
  double estimate_seconds = 0;
  std::optional<Peer> peer;  ///< nothing: `strategy` is one of ours
};

struct Plan {
  unsigned rounds = 0;
  std::vector<PlannedRun> runs;
  std::vector<std::string> notes;  ///< what the user should know about the sizes, a line each

  double estimate_seconds() const;
};

/// The rows that `only` leaves, in the experiment's order. Throws UsageError for an unknown name.
Experiment narrowed(Experiment experiment, const std::vector<std::string>& only);

/// Rounds are interleaved: each runs every combination (as often as it repeats) in an order
/// shuffled from the seed. Throws UsageError if `sizing.only` names no row.
Plan make_plan(const Experiment& experiment, const Sizing& sizing);

}  // namespace dispatchbench::runner
