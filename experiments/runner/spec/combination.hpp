// One row at one point of the varied options: a thing to measure, once or more in every round.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "experiments/runner/spec/machine_spec.hpp"
#include "experiments/runner/spec/reload_spec.hpp"
#include "experiments/runner/spec/specification.hpp"
#include "workload/mix.hpp"

namespace dispatchbench::runner {

struct Combination {
  Row row;
  Json point;   ///< {"load.connections": 320, …} in the order of `vary`; empty if nothing varies
  Json server;  ///< options as the server gets them
  Json load;    ///< likewise; `requests` is still the total over all rounds
  std::uint64_t connections = 0;       ///< open at once; 0: not known before
  bool placement_by_chance = false;    ///< nothing but chance decides which worker gets one
  std::optional<MachineSpec> machine;  ///< nothing: this one, as it is
  std::optional<ReloadSpec> reload;    ///< nothing: one server serves the whole load
  double dilation = 1;                 ///< of an emulated machine; the same for all rows at a point
};

/// Every row at every point, in the order of the experiment's points, then rows. The more special
/// option wins: common, then row or point (which never set the same one).
std::vector<Combination> combinations_of(const Experiment& experiment);

/// The groups of a load whose `mix` names a file, in full. Throws UsageError that names the file.
workload::Mix mix_of(const Json& load);

/// Throws UsageError if the options, each valid, contradict one another.
void check_combination(const Combination& combination, const Catalog& catalog);

}  // namespace dispatchbench::runner
