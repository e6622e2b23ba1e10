#include "experiments/runner/report/merged_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/units.hpp"
#include "experiments/runner/report/columns.hpp"
#include "experiments/runner/results/metric.hpp"

namespace dispatchbench::runner {
namespace {

std::string ratio_text(const Estimate& ratio) {
  return with_interval(ratio, [](double value) { return fmt::format("{:.2f}", value); });
}

Line heading_of(const Merged& merged, const Metric& metric) {
  Line heading{"row"};
  for (const MergedMachine& machine : merged.machines) {
    heading.push_back(fmt::format("{}: {}", machine.label, metric.words));
    heading.push_back(fmt::format("{}: ratio", machine.label));
    heading.push_back(fmt::format("{}: tier", machine.label));
  }
  return heading;
}

void add_figures(Line& line, const MergedFigure& figure, const Metric& metric) {
  const auto show = [&](double value) { return shown(metric, value); };
  line.push_back(figure.value ? with_interval(*figure.value, show) : "–");
  line.push_back(figure.ratio_to_baseline ? ratio_text(*figure.ratio_to_baseline) : "");
  line.push_back(figure.tier ? std::to_string(*figure.tier) : "");
}

Line line_of_row(const MergedRow& row, const Merged& merged, const Metric& metric) {
  Line line{label(row.name, row.point)};
  for (const MergedMachine& machine : merged.machines) {
    const auto found = row.figures.find(machine.label);
    if (found == row.figures.end()) {
      line.insert(line.end(), {"–", "", ""});
    } else {
      add_figures(line, found->second, metric);
    }
  }
  return line;
}

std::string line_of_machine(const MergedMachine& machine) {
  const Hardware& hardware = machine.machine.hardware;
  return fmt::format("{}: {}, {} cores, {}; {} in {}\n", machine.label,
                     hardware.cpu.value_or("unknown processor"), hardware.cores.value_or(0),
                     hardware.kernel.value_or("unknown kernel"),
                     format_count(machine.rounds, "round"), machine.folder);
}

/// Hardware that looks alike may be two machines; whoever has them knows.
std::string lines_of_likeness(const Merged& merged) {
  std::string text;
  const auto& machines = merged.machines;
  for (auto later = machines.begin(); later != machines.end(); ++later) {
    const auto like = std::find_if(machines.begin(), later, [&](const MergedMachine& machine) {
      return Json(machine.machine.hardware) == Json(later->machine.hardware);
    });
    if (like == later) continue;
    text +=
        fmt::format("{} and {} look like one machine: if they are, what differs is how it varies\n",
                    like->label, later->label);
  }
  return text;
}

}  // namespace

std::string side_by_side(const Merged& merged) {
  const Metric* const metric = find_metric(merged.compare);
  std::vector<Line> lines{heading_of(merged, *metric)};
  for (const MergedRow& row : merged.rows) lines.push_back(line_of_row(row, merged, *metric));
  std::string text = laid_out(lines) + "\n";
  for (const MergedMachine& machine : merged.machines) text += line_of_machine(machine);
  text += lines_of_likeness(merged);
  if (merged.baseline)
    text += fmt::format("ratios are to {}, on the same machine\n", *merged.baseline);
  return text + "every figure is one machine's own: nothing is pooled\n";
}

}  // namespace dispatchbench::runner
