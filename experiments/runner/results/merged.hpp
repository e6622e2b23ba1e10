// merged.json: one experiment on several machines, side by side and never pooled
// (results/schema/merged.schema.json).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

struct MergedMachine {
  std::string label;   ///< "A", "B", …: the key of its figures
  std::string folder;  ///< of its run, as given; of an absolute path the last component
  unsigned rounds = 0;
  Machine machine;
};
DISPATCHBENCH_FIELDS(MergedMachine, required(label, folder, rounds, machine))

/// What one machine says of one row.
struct MergedFigure {
  std::size_t runs = 0;
  std::optional<Estimate> value;              ///< of the metric compared; nothing: no run went well
  std::optional<Estimate> ratio_to_baseline;  ///< of its own rounds; nothing: there is none
  std::optional<unsigned> tier;
};
DISPATCHBENCH_FIELDS(MergedFigure, required(runs, value, ratio_to_baseline, tier))

struct MergedRow {
  std::string name;
  Json point = Json::object();
  std::map<std::string, MergedFigure> figures;  ///< by the machine's label; those that have the row
};
DISPATCHBENCH_FIELDS(MergedRow, required(name, point, figures))

struct Merged {
  std::string experiment;
  std::string compare;  ///< the metric's name
  std::optional<std::string> baseline;
  std::vector<MergedMachine> machines;  ///< in the order given
  std::vector<MergedRow> rows;          ///< in the order of the first machine that has each
};
DISPATCHBENCH_FIELDS(Merged, derived("schema_version", schema_version),
                     required(experiment, compare, baseline, machines, rows))

}  // namespace dispatchbench::runner
