// An experiment: what one JSON file asks for. results/schema/experiment.schema.json describes every
// key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "experiments/runner/results/metric.hpp"
#include "experiments/runner/spec/catalog.hpp"
#include "experiments/runner/spec/rows.hpp"

namespace dispatchbench::runner {

inline constexpr std::uint64_t most_rounds = 10'000;

/// One option that takes each of several values.
struct Variation {
  std::string key;                 ///< "load.body-size"
  std::optional<Program> program;  ///< nothing: the machine, or the reloads
  std::string option;
  std::vector<Json> values;
};

struct Experiment {
  std::string name;
  std::string about;
  unsigned rounds = 1;
  std::uint64_t seed = 1;
  const Metric* compare = &requests_metric();  ///< what rows are compared by
  std::string baseline;  ///< the row others are compared with; empty: a row with itself, or nothing
  Json baseline_point;   ///< parts of the point to compare with, {"server.copy": "read"}
  Json server;
  Json load;
  Json machine;  ///< an object, see read_machine; or null: this one, as it is
  Json reload;   ///< an object, see read_reload; or null: one server serves the whole load
  std::vector<Row> rows;
  std::vector<SkippedRow> skipped;  ///< rows left out of `rows`, see without_missing_peers
  std::vector<Variation> vary;
  Json published;  ///< figures of others to show beside ours, or null
  Nanoseconds run_timeout{};
  Json spec;                               ///< the whole file
  std::filesystem::path folder;            ///< that paths of a load's files are relative to
  std::shared_ptr<const Catalog> catalog;  ///< that it was checked against
};

}  // namespace dispatchbench::runner
