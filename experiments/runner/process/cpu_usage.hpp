// How much of the machine was used between two moments, and by whom.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <sys/types.h>

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

/// Shares of all processors between two moments; nothing where not known.
struct MachineUse {
  std::optional<double> idle_fraction;
  std::optional<double> steal_fraction;      ///< taken by the hypervisor
  std::optional<double> other_cpu_fraction;  ///< used by processes that are not of the run
  std::optional<std::int64_t> processors;    ///< how many there are
};

/// Given how much the processes of the run used between the two moments.
MachineUse machine_use(const std::optional<MachineCpu>& before,
                       const std::optional<MachineCpu>& after, double own_seconds);

/// CPU seconds a living process has used; nothing once it is gone.
std::optional<double> process_cpu_seconds(pid_t pid);

}  // namespace dispatchbench::runner
