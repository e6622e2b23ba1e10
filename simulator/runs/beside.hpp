// What was measured beside what the simulator and theory say of the same runs: theory.json.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/json.hpp"
#include "experiments/runner/results/latency.hpp"
#include "experiments/runner/results/run.hpp"
#include "simulator/runs/expected.hpp"

namespace dispatchbench::simulator {

/// Of a latency, in seconds.
struct MeanAndTail {
  double mean_seconds = 0;
  double p99_seconds = 0;
};

/// A row at a point, over all of its rounds.
struct BesideRow {
  std::string name;
  runner::Json point;
  std::size_t runs = 0;
  runner::Latency measured;
  runner::Latency simulated;
  std::optional<Expected> expected;  ///< of the first run

  /// Measured / simulated - 1.
  MeanAndTail residual() const;
};

struct Beside {
  static constexpr double mean_within = 0.02;
  static constexpr double p99_within = 0.05;

  std::vector<BesideRow> rows;

  /// The row of this name at this point, made if there is none.
  BesideRow& row_of(const runner::RunId& run);
};

MeanAndTail figures_of(const runner::Latency& latency);

/// results/schema/theory.schema.json.
runner::Json to_json(const Beside& beside);

/// A line a row, and how many of them agree. Ends with a newline.
std::string table_of(const Beside& beside);

}  // namespace dispatchbench::simulator
