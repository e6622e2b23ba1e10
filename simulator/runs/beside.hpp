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
DISPATCHBENCH_FIELDS(Residual, required(mean, p99))

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
DISPATCHBENCH_FIELDS(BesideRow, required(name, point, runs),
                     derived("requests", value.measured.count()),
                     derived("measured", figures_of(value.measured)),
                     derived("simulated", figures_of(value.simulated)), required(expected, ideals),
                     derived("residual", value.residual()))

/// A row, at its first point that has none, and why there is no simulation of it.
struct WithoutModel {
  std::string name;
  std::string why;
};
DISPATCHBENCH_FIELDS(WithoutModel, required(name, why))

struct Beside {
  static constexpr double mean_within = 0.02;
  static constexpr double p99_within = 0.05;

  std::vector<BesideRow> rows;  ///< that have a run, in the experiment's order
  std::vector<WithoutModel> without_model;
};

/// How near measurement and simulation come, in a sentence. There is a row.
std::string sentence_of(const Beside& beside);

/// results/schema/theory.schema.json. There is a row.
DISPATCHBENCH_FIELDS(Beside, derived("schema_version", runner::schema_version),
                     derived("within", (Residual{Beside::mean_within, Beside::p99_within})),
                     required(rows, without_model), derived("sentence", sentence_of(value)))

/// A line a row, those without a model, and the sentence. Ends with a newline.
std::string table_of(const Beside& beside);

/// Writes theory.json.
void write_beside(const runner::ResultsFolder& folder, const Beside& beside);

}  // namespace dispatchbench::simulator
