// What it cost that new servers took the place of old ones while the load went on.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "experiments/runner/results/fields.hpp"

namespace dispatchbench::runner {

/// Of one run.
struct ReloadCost {
  unsigned made = 0;                   ///< so many times
  std::uint64_t lost = 0;              ///< requests without an answer: all errors of the run
  std::uint64_t reset = 0;             ///< of these, whose connection was reset
  double longest_gap_seconds = 0;      ///< in which none of a client thread's requests was answered
  std::vector<double> served;          ///< requests that each server answered, in order of coming
  std::vector<double> seconds_to_end;  ///< from a server's SIGTERM to its end, the last one's not

  double lost_each() const noexcept { return static_cast<double>(lost) / made; }
  double reset_each() const noexcept { return static_cast<double>(reset) / made; }
};
DISPATCHBENCH_FIELDS(ReloadCost,
                     required(made, lost, reset, longest_gap_seconds, served, seconds_to_end))

}  // namespace dispatchbench::runner
