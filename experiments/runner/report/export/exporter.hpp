// Results in the formats of other people's tools: one file and one row a format.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/runner/results/metric.hpp"
#include "experiments/runner/results/run.hpp"
#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

/// The successful runs of one row, in the order of running; never empty.
struct MeasuredRow {
  std::string label;  ///< "reuseport connections=320"
  Json point;
  std::vector<MeasuredRun> runs;
};

/// What there is to write: rows in the order of the summary.
struct Measurements {
  FinishedRun run;
  std::vector<MeasuredRow> rows;
};

struct Exporter {
  std::string_view name;
  std::string_view summary;  ///< one line for people
  bool one_row_a_file;       ///< `write` then gets a single row
  /// The whole content of a file. Pure.
  std::string (*write)(const Measurements&);
};

/// In the order in which they are listed.
std::span<const Exporter> exporters();

/// What formats that compare times are to compare, in seconds a run: the metric if it is a latency,
/// else how long the load took.
std::vector<double> times_of(const MeasuredRow& row, const Metric& metric);

std::string export_google_benchmark(const Measurements& measurements);
std::string export_csv(const Measurements& measurements);
std::string export_hgrm(const Measurements& measurements);
std::string export_hyperfine(const Measurements& measurements);

}  // namespace dispatchbench::runner
