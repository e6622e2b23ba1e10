// What was measured beside what the simulator and theory say of the same runs: theory.json.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/map/checks.hpp"
#include "experiments/runner/results/latency.hpp"
#include "experiments/runner/results/results_folder.hpp"
#include "simulator/runs/expected.hpp"

namespace dispatchbench::simulator {

/// Measured / simulated - 1.
struct Residual {
  double mean = 0;
  double p99 = 0;
};

/// A row at a point, over all of its rounds.
struct BesideRow {
  std::string name;
  runner::Json point;
  std::size_t runs = 0;
  runner::Latency measured;
  runner::Latency simulated;
  std::vector<runner::P99Pair> p99_by_run;
  std::optional<Expected> expected;  ///< of the first run
  Ideals ideals;                     ///< likewise

  Residual residual() const;
};

/// A row, at its first point that has none, and why there is no simulation of it.
struct WithoutModel {
  std::string name;
  std::string why;
};

struct Beside {
  static constexpr double mean_within = 0.02;
  static constexpr double p99_within = 0.05;

  std::vector<BesideRow> rows;  ///< that have a run, in the experiment's order
  std::vector<WithoutModel> without_model;
};

/// results/schema/theory.schema.json. There is a row.
runner::Json to_json(const Beside& beside);

/// How near measurement and simulation come, in a sentence. There is a row.
std::string sentence_of(const Beside& beside);

/// A line a row, those without a model, and the sentence. Ends with a newline.
std::string table_of(const Beside& beside);

/// Writes theory.json.
void write_beside(const runner::ResultsFolder& folder, const Beside& beside);

}  // namespace dispatchbench::simulator
