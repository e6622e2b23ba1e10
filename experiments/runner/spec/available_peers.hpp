// Which rows can be measured here: those of the strategies, and of the peers that are installed.
#pragma once

#include <filesystem>

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {

/// Moves the rows whose peer is not installed to `skipped`; `bin` holds the peers we build. Throws
/// UsageError if no row is left.
Experiment without_missing_peers(Experiment experiment, const std::filesystem::path& bin);

/// What identity_of(Programs) tells, and the same of each peer's program. None may be missing.
Json identities_of(const Programs& programs, const Experiment& experiment);

/// [{name, install}, …] for manifest and summary.
Json to_json(const std::vector<SkippedRow>& skipped);

}  // namespace dispatchbench::runner
