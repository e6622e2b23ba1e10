// What the processors did while a load ran, sampled so that a warm-up can be left out, and so that
// a clock that did not run evenly shows.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "experiments/runner/process/cpu_usage.hpp"

namespace dispatchbench::runner {

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
