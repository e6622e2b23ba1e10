// Measures what things cost here.
#pragma once

#include <filesystem>

#include "base/clock.hpp"
#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/process/watch.hpp"
#include "machine/cost_profile.hpp"

namespace dispatchbench::runner {

struct CalibrationSize {
  unsigned rounds = 1;  ///< on one processor, and on two
  Nanoseconds time{};   ///< of each load
};

/// Puts each of calibration_loads() on a server, with client and server on a processor each and,
/// where there are two, again with both on one, and tells the costs of either from the processor
/// times that the threads report. `work` is a folder for what comes and goes. Throws Interrupted,
/// and std::runtime_error if a run fails.
CostProfile calibrate(const Programs& programs, const std::filesystem::path& work,
                      const CalibrationSize& size, Interrupt& interrupt);

}  // namespace dispatchbench::runner
