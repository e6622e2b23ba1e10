#include "experiments/runner/analysis/merge.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "experiments/runner/analysis/comparison.hpp"
#include "experiments/runner/results/metric.hpp"

namespace dispatchbench::runner {
namespace {

/// A to Z, then A1 to Z1, …
std::string label_of(std::size_t index) {
  const char letter = static_cast<char>('A' + index % 26);
  const std::size_t turn = index / 26;
  return turn == 0 ? std::string(1, letter) : fmt::format("{}{}", letter, turn);
}

MergedFigure figure_of(const RowSummary& row, const Metric& metric) {
  MergedFigure figure;
  figure.runs = row.runs;
  figure.value = (row.*metric.sample).estimate();
  figure.tier = row.tier;
  if (row.ratio_to_baseline) figure.ratio_to_baseline = row.ratio_to_baseline->estimate();
  return figure;
}

MergedRow& row_in(Merged& merged, const RowSummary& row) {
  const auto found = std::ranges::find_if(merged.rows, [&](const MergedRow& known) {
    return known.name == row.name && same_content(known.point, row.point);
  });
  if (found != merged.rows.end()) return *found;
  return merged.rows.emplace_back(MergedRow{row.name, row.point, {}});
}

}  // namespace

Merged merge(const std::vector<FinishedRun>& runs) {
  const Summary& first = runs.front().summary;
  const Metric& metric = metric_of(first);
  Merged merged{first.experiment, metric.name, first.baseline, {}, {}};
  for (const FinishedRun& run : runs) {
    const std::string label = label_of(merged.machines.size());
    merged.machines.push_back(
        {label, run.folder.string(), run.summary.rounds, run.summary.machine});
    for (const RowSummary& row : run.summary.rows) {
      row_in(merged, row).figures[label] = figure_of(row, metric);
    }
  }
  return merged;
}

std::vector<std::string> differences_of_work(const std::vector<FinishedRun>& runs) {
  const FinishedRun& first = runs.front();
  std::vector<std::string> lines;
  for (const FinishedRun& other : runs) {
    const auto differ = [&](const std::string& what, const std::string& one,
                            const std::string& two) {
      if (one != two) lines.push_back(fmt::format("{}: {} against {}", what, one, two));
    };
    differ("compare", first.summary.compare, other.summary.compare);
    differ("baseline", first.summary.baseline.value_or("none"),
           other.summary.baseline.value_or("none"));
    for (std::string& line : differences(first, other, Machines::may_differ)) {
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

}  // namespace dispatchbench::runner
