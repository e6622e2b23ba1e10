#include "experiments/runner/report/export/exporter.hpp"

#include <array>

#include "base/each.hpp"

namespace dispatchbench::runner {

std::span<const Exporter> exporters() {
  static constexpr std::array table{
      Exporter{"google-benchmark", "JSON that Google Benchmark's compare.py reads", false,
               export_google_benchmark},
      Exporter{"csv", "a table with one line a run, for pandas or a spreadsheet", false,
               export_csv},
      Exporter{"hgrm", "latency percentiles in ms for HdrHistogram's plotter, one row a file", true,
               export_hgrm},
      Exporter{"hyperfine", "JSON that hyperfine's scripts read; --row for plot_parametrized.py",
               false, export_hyperfine},
  };
  return table;
}

std::vector<double> times_of(const MeasuredRow& row, const Metric& metric) {
  return each(row.runs, [&](const MeasuredRun& run) {
    return metric.lower_is_better ? metric.of(run).value_or(0) : load_seconds(run);
  });
}

}  // namespace dispatchbench::runner
