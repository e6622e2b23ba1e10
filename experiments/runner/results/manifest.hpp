// manifest.json: what was to be run, with what and where; enough to go on with it later, and to
// know when that would mix two things (results/schema/manifest.schema.json).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/results/machine.hpp"
#include "experiments/runner/results/skipped_row.hpp"
#include "experiments/runner/results/stopping.hpp"

namespace dispatchbench::runner {

template <class Fields>
void list_fields(Fields& field, Bound<Fields, ProgramIdentity>& program) {
  field("path", program.path);
  field("size", program.size);
  field("hash", program.hash);
}

/// A strategy that dispatch_server had.
struct StrategyNote {
  std::string name;
  std::string summary;
  std::vector<std::string> backends;
  bool placement_by_chance = false;
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, StrategyNote>& strategy) {
  field("name", strategy.name);
  field.maybe("summary", strategy.summary);
  field.maybe("backends", strategy.backends);
  field.maybe("placement_by_chance", strategy.placement_by_chance);
}

struct Manifest {
  std::string experiment;
  std::string experiment_file;
  Json spec = Json::object();  ///< the whole experiment file
  std::uint64_t seed = 1;
  double scale = 1;
  unsigned rounds = 1;
  Stopping stopping;
  std::vector<std::string> only;  ///< rows; empty: all
  std::size_t planned_runs = 0;
  double estimate_seconds = 0;
  std::vector<std::string> notes;
  std::string started;  ///< by the wall clock, for people
  Machine machine;
  ProgramIdentities programs;
  std::vector<SkippedRow> skipped;
  std::vector<StrategyNote> strategies;
};

void to_json(Json& json, const Manifest& manifest);
void from_json(const Json& json, Manifest& manifest);

/// Throws UsageError that names the file and says why it is no manifest.
Manifest read_manifest(const std::filesystem::path& file);

}  // namespace dispatchbench::runner
