// Which rows can be measured here: those of the strategies, and of the peers that are installed.
#pragma once

#include <filesystem>

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {

/// Moves the rows whose peer is not installed to `skipped`; `bin` holds the peers we build. Throws
/// UsageError if no row is left.
Experiment without_missing_peers(Experiment experiment, const std::filesystem::path& bin);

/// Of both programs, and of each peer's. None may be missing.
ProgramIdentities identities_of(const Programs& programs, const Experiment& experiment);

}  // namespace dispatchbench::runner
