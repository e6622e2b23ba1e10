#include "experiments/runner/map/map.hpp"

#include <algorithm>

#include <fmt/format.h>

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

std::vector<const Cell*> panel_of(const Map& map, const std::string& workload, unsigned cores) {
  std::vector<const Cell*> panel;
  for (const Cell& cell : map.cells) {
    if (cell.workload == workload && cell.cores == cores) panel.push_back(&cell);
  }
  return panel;
}

namespace {

/// To five significant digits: what is simulated says no more.
Json rounded(const Json& value) {
  if (value.is_number_float()) return std::stod(fmt::format("{:.5g}", value.get<double>()));
  Json result = value;
  if (value.is_structured()) {
    for (auto& [key, part] : result.items()) part = rounded(part);
  }
  return result;
}

/// A key a line, and of a list that holds objects an entry a line.
std::string lines_of(const Json& map) {
  std::string text = "{";
  for (const auto& [key, value] : map.items()) {
    text += fmt::format("{}\n\"{}\": ", text.size() > 1 ? "," : "", key);
    const bool list = value.is_array() && !value.empty() && value.front().is_object();
    if (!list) text += json_text(value);
    for (std::size_t i = 0; list && i < value.size(); ++i) {
      text += (i == 0 ? "[\n" : ",\n") + json_text(value[i]);
    }
    if (list) text += "\n]";
  }
  return text + "\n}\n";
}

}  // namespace

Map read_map(const std::filesystem::path& folder) {
  return read_as<Map>(folder / "map.json");
}

void write_map(const Map& map, const std::filesystem::path& folder) {
  write_output(folder / "map.json", lines_of(rounded(Json(map))));
}

}  // namespace dispatchbench::runner
