// The files of experiments: found, read, checked, and narrowed to what is asked for and can be run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/spec/specification.hpp"

namespace dispatchbench::runner {

/// What parse_experiment takes: the file, with the cost profile that it names in place of the name.
/// Throws UsageError, one line.
Json read_experiment_file(const std::filesystem::path& file);

/// Checks everything that can be known before a process is started. A mix or a trace is looked for
/// from `file`'s folder. Throws UsageError, one line that names the key and the valid choices.
Experiment parse_experiment(const Json& spec, const Catalog& catalog,
                            const std::filesystem::path& file = {});

/// $DISPATCHBENCH_EXPERIMENTS, or experiments/ of data_root().
std::filesystem::path experiments_folder();

/// A path, or the name of a file in `folder` or ledger/ in it, with or without .json. Throws
/// UsageError that lists the experiments there are.
std::filesystem::path find_experiment(const std::string& name, const std::filesystem::path& folder);

/// The experiment files of `folder`, and of ledger/ in it, sorted.
std::vector<std::filesystem::path> experiment_files(const std::filesystem::path& folder);

/// The rows that `only` leaves, in the experiment's order. Throws UsageError for an unknown name.
Experiment narrowed(Experiment experiment, const std::vector<std::string>& only);

/// Moves the rows whose peer is not installed to `skipped`; `bin` holds the peers we build. Throws
/// UsageError if no row is left.
Experiment without_missing_peers(Experiment experiment, const std::filesystem::path& bin);

/// Of both programs, and of each peer's that bench starts. None may be missing.
ProgramIdentities identities_of(const Programs& programs, const Experiment& experiment);

}  // namespace dispatchbench::runner
