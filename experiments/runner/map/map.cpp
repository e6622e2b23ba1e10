#include "experiments/runner/map/map.hpp"

#include <algorithm>

#include "base/json_text.hpp"
#include "base/output.hpp"

namespace dispatchbench::runner {

const Cell* find_cell(const Map& map, const std::string& strategy, const std::string& workload,
                      unsigned cores) {
  const auto found = std::find_if(map.cells.begin(), map.cells.end(), [&](const Cell& cell) {
    return cell.strategy == strategy && cell.workload == workload && cell.cores == cores;
  });
  return found == map.cells.end() ? nullptr : &*found;
}

const MappedWorkload* find_workload(const Map& map, const std::string& name) {
  const auto found =
      std::find_if(map.workloads.begin(), map.workloads.end(),
                   [&](const MappedWorkload& workload) { return workload.name == name; });
  return found == map.workloads.end() ? nullptr : &*found;
}

std::vector<const Cell*> panel_of(const Map& map, const std::string& workload, unsigned cores) {
  std::vector<const Cell*> panel;
  for (const Cell& cell : map.cells) {
    if (cell.workload == workload && cell.cores == cores) panel.push_back(&cell);
  }
  return panel;
}

Map read_map(const std::filesystem::path& folder) {
  return read_as<Map>(folder / "map.json");
}

void write_map(const Map& map, const std::filesystem::path& folder) {
  write_output(folder / "map.json", json_text(Json(map), 1) + "\n");
}

}  // namespace dispatchbench::runner
