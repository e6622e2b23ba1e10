// How much of the machine was used between two moments, and by whom.
#pragma once

#include <optional>
#include <string_view>
#include <sys/types.h>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// Seconds summed over all processors since the machine started.
struct MachineCpu {
  double task = 0;       ///< user, nice and system: time of some process
  double interrupt = 0;  ///< time of none
  double idle = 0;       ///< waiting for a disk too
  double steal = 0;      ///< taken by the hypervisor

  double total() const { return task + interrupt + idle + steal; }
};

/// Reads the first line of /proc/stat, whose unit is `ticks` a second. Nothing if it is not one.
std::optional<MachineCpu> parse_machine_cpu(std::string_view text, double ticks);

/// Now. Nothing if /proc cannot be read.
std::optional<MachineCpu> machine_cpu();

/// {idle_fraction, steal_fraction, other_cpu_fraction, processors}: shares of all processors
/// between two moments, in which the processes of the run used `own_seconds`; null where not known.
Json machine_use(const std::optional<MachineCpu>& before, const std::optional<MachineCpu>& after,
                 double own_seconds);

/// CPU seconds a living process has used; nothing once it is gone.
std::optional<double> process_cpu_seconds(pid_t pid);

}  // namespace dispatchbench::runner
