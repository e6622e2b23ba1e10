// How much of the machine was used between two moments, and by whom; sampled while a load runs, so
// that a warm-up can be left out, and so that a clock that did not run evenly shows.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "base/clock.hpp"
#include "base/processor_ticks.hpp"

namespace dispatchbench::runner {

/// Seconds summed over all processors since the machine started.
struct MachineCpu {
  double task = 0;       ///< user, nice and system: time of some process
  double interrupt = 0;  ///< time of none
  double idle = 0;       ///< waiting for a disk too
  double steal = 0;      ///< taken by the hypervisor

  double total() const { return task + interrupt + idle + steal; }
};

/// Of `ticks`, of which there are so many `a_second`.
MachineCpu machine_cpu_of(const ProcessorTicks& ticks, double a_second) noexcept;

/// How many of them this machine has, whoever may use them.
std::int64_t processors_here();

/// Shares of all processors between two moments; nothing where not known.
struct MachineUse {
  std::optional<double> idle_fraction;
  std::optional<double> steal_fraction;      ///< taken by the hypervisor
  std::optional<double> other_cpu_fraction;  ///< used by processes that are not of the run
  std::optional<std::int64_t> processors;    ///< how many there are
  std::optional<double> cpu_quota;           ///< how many of them a cgroup allows, if any does
  std::optional<std::uint64_t> throttlings;  ///< how often that was used up
};

/// Given how much the processes of the run used between the two moments, of a machine with so many
/// `processors`. Under a `quota` there no more is idle than they left of it. Where that is not
/// known, neither is what others used, nor under a quota what was idle.
MachineUse machine_use(const std::optional<MachineCpu>& before,
                       const std::optional<MachineCpu>& after, std::optional<double> own_seconds,
                       std::optional<std::int64_t> processors,
                       std::optional<double> quota = std::nullopt);

/// CPU seconds a living process has used; nothing once it is gone.
std::optional<double> process_cpu_seconds(pid_t pid);

struct UsageSample {
  std::int64_t at_ns = 0;    ///< CLOCK_MONOTONIC, which stands still while the machine sleeps
  std::int64_t boot_ns = 0;  ///< CLOCK_BOOTTIME, which does not
  std::optional<double> server_seconds;
  std::optional<MachineCpu> machine;
};

/// In the order of taking, at least one.
using UsageSamples = std::vector<UsageSample>;

/// Processor time that the server used between two moments, in proportion within a sample; nothing
/// if no two samples know it.
std::optional<double> server_seconds_between(const UsageSamples& samples, std::int64_t begin_ns,
                                             std::int64_t end_ns);

/// What all processors had done by a moment; nothing if no sample knows.
std::optional<MachineCpu> machine_at(const UsageSamples& samples, std::int64_t at_ns);

/// A sentence if the clock of the run has a gap: the machine slept for more than 0.1 s, or stood
/// still (or this program did) so that nothing was sampled for over a second.
std::optional<std::string> clock_gap(const UsageSamples& samples);

/// Takes the samples. One thread, which calls sample() when due() has come.
class UsageTrack {
 public:
  /// Takes the first sample. `server_seconds` tells what the server has used so far.
  explicit UsageTrack(std::function<std::optional<double>()> server_seconds);

  Clock::time_point due() const;
  void sample();
  void sample_if_due();

  const UsageSamples& samples() const noexcept { return samples_; }

 private:
  std::function<std::optional<double>()> server_seconds_;
  UsageSamples samples_;
};

}  // namespace dispatchbench::runner
