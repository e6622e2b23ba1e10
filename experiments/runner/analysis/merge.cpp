#include "experiments/runner/analysis/merge.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/command_line.hpp"
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

/// Nobody else's business where on this machine it lies.
std::string given_name_of(const std::filesystem::path& folder) {
  if (folder.is_relative()) return folder.string();
  const auto whole = folder.lexically_normal();
  return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
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
        {label, given_name_of(run.folder), run.summary.rounds, run.summary.machine});
    for (const RowSummary& row : run.summary.rows) {
      row_in(merged, row).figures[label] = figure_of(row, metric);
    }
  }
  return merged;
}

void refuse_same_twice(const std::vector<FinishedRun>& runs) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (Json(runs[i].summary) != Json(runs[k].summary)) continue;
      throw UsageError("{}: expected another run than {}", runs[i].folder.string(),
                       runs[k].folder.string());
    }
  }
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
