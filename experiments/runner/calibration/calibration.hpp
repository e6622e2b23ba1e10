// Measures what things cost here.
#pragma once

#include <filesystem>

#include "base/clock.hpp"
#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/process/watch.hpp"
#include "machine/cost_profile.hpp"

namespace dispatchbench::runner {

struct CalibrationSize {
  unsigned rounds = 1;
  Nanoseconds time{};  ///< of each load
};

/// Puts each of calibration_loads() on a server, client and server on one processor in one round
/// and on two, if there are two, in the next, and tells costs from the processor times that the
/// threads report. `work` is a folder for what comes and goes. Throws Interrupted, and
/// std::runtime_error if a run fails.
CostProfile calibrate(const Programs& programs, const std::filesystem::path& work,
                      const CalibrationSize& size, Interrupt& interrupt);

}  // namespace dispatchbench::runner
