// An experiment: what one JSON file asks for. results/schema/experiment.schema.json describes every
// key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "experiments/runner/spec/catalog.hpp"
#include "experiments/runner/spec/rows.hpp"

namespace dispatchbench::runner {

inline constexpr std::uint64_t most_rounds = 10'000;

/// One option that takes each of several values.
struct Variation {
  std::string key;  ///< "load.body-size"
  Program program;
  std::string option;
  std::vector<Json> values;
};

struct Experiment {
  std::string name;
  std::string about;
  unsigned rounds = 1;
  std::uint64_t seed = 1;
  std::string baseline;  ///< the row others are compared with; empty: a row with itself, or nothing
  Json baseline_point;   ///< parts of the point to compare with, {"server.copy": "read"}
  Json server;
  Json load;
  std::vector<Row> rows;
  std::vector<SkippedRow> skipped;  ///< rows left out of `rows`, see without_missing_peers
  std::vector<Variation> vary;
  Json published;  ///< figures of others to show beside ours, or null
  Nanoseconds run_timeout{};
  Json spec;                               ///< the whole file
  std::shared_ptr<const Catalog> catalog;  ///< that it was checked against
};

/// Checks everything that can be known before a process is started. Throws UsageError, one line
/// that names the key and the valid choices.
Experiment parse_experiment(const Json& spec, const Catalog& catalog);

/// $DISPATCHBENCH_EXPERIMENTS, or experiments/ of the source tree.
std::filesystem::path experiments_folder();

/// A path, or the name of a file in `folder` with or without .json. Throws UsageError that lists
/// the experiments there are.
std::filesystem::path find_experiment(const std::string& name, const std::filesystem::path& folder);

/// The experiment files of `folder`, sorted.
std::vector<std::filesystem::path> experiment_files(const std::filesystem::path& folder);

/// The rows that `only` leaves, in the experiment's order. Throws UsageError for an unknown name.
Experiment narrowed(Experiment experiment, const std::vector<std::string>& only);

/// Moves the rows whose peer is not installed to `skipped`; `bin` holds the peers we build. Throws
/// UsageError if no row is left.
Experiment without_missing_peers(Experiment experiment, const std::filesystem::path& bin);

/// Of both programs, and of each peer's. None may be missing.
ProgramIdentities identities_of(const Programs& programs, const Experiment& experiment);

}  // namespace dispatchbench::runner
