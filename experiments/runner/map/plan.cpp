#include "experiments/runner/map/plan.hpp"

#include <fmt/format.h>

#include "base/json_text.hpp"
#include "base/output.hpp"
#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

fs::path cell_file(const fs::path& folder, const std::string& strategy, const std::string& workload,
                   unsigned cores) {
  return folder / "cells" / fmt::format("{}-{}-{}.json", workload, cores, strategy);
}

fs::path check_file(const fs::path& folder, const Cell& cell) {
  return folder / "checks" / fmt::format("{}-{}-{}.json", cell.workload, cell.cores, cell.strategy);
}

fs::path choices_file(const fs::path& folder, const std::string& workload, unsigned cores) {
  return folder / "choices" / fmt::format("{}-{}.json", workload, cores);
}

template <class T>
void keep(const T& value, const fs::path& file) {
  fs::create_directories(file.parent_path());
  write_output(file, json_text(Json(value), 1) + "\n");
}

template <class T>
std::optional<T> kept(const fs::path& file) {
  if (!fs::exists(file)) return std::nullopt;
  const Json content = read_json(file);
  return as_written(file, [&] { return content.get<T>(); });
}

}  // namespace

CostProfile costs_named(const std::string& name) {
  return read_cost_profile(experiments_folder() / "machines" / name);
}

MapPlan read_map_plan(const fs::path& folder) {
  return read_as<MapPlan>(folder / "plan.json");
}

void write_map_plan(const MapPlan& plan, const fs::path& folder) {
  write_output(folder / "plan.json", json_text(Json(plan), 1) + "\n");
}

void keep_cell(const Cell& cell, const fs::path& folder) {
  keep(cell, cell_file(folder, cell.strategy, cell.workload, cell.cores));
}

void keep_choices(const ExplainedCell& choices, const fs::path& folder) {
  keep(choices, choices_file(folder, choices.workload, choices.cores));
}

void keep_check(const CellCheck& check, const Cell& cell, const fs::path& folder) {
  keep(check, check_file(folder, cell));
}

std::optional<CellCheck> kept_check(const fs::path& folder, const Cell& cell) {
  return kept<CellCheck>(check_file(folder, cell));
}

std::optional<Cell> kept_cell(const fs::path& folder, const std::string& strategy,
                              const std::string& workload, unsigned cores) {
  return kept<Cell>(cell_file(folder, strategy, workload, cores));
}

std::optional<ExplainedCell> kept_choices(const fs::path& folder, const std::string& workload,
                                          unsigned cores) {
  return kept<ExplainedCell>(choices_file(folder, workload, cores));
}

}  // namespace dispatchbench::runner
