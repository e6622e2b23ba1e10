#include "experiments/runner/claims/evidence.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {
namespace {

/// Whether `point` has every option as `wanted` has it.
bool lies_in(const Json& point, const Json& wanted) {
  const auto options = wanted.items();
  return std::all_of(options.begin(), options.end(), [&](const auto& option) {
    return point.contains(option.key()) && point.at(option.key()) == option.value();
  });
}

}  // namespace

Evidence::Evidence(FinishedRun run) : run_(std::make_shared<Run>()) {
  run_->finished = std::move(run);
}

Evidence Evidence::at(const Json& point) const {
  Evidence narrowed = *this;
  narrowed.point_.update(point);
  return narrowed;
}

const Json& Evidence::summary() const {
  if (!run_) throw CannotTell("no results");
  return run_->finished.summary;
}

const std::filesystem::path& Evidence::folder() const {
  if (!run_) throw CannotTell("no results");
  return run_->finished.folder;
}

Json Evidence::server_options() const {
  const Json spec = run_->finished.manifest.value_or(Json::object()).value("spec", Json::object());
  return spec.value("server", Json::object());
}

bool Evidence::emulated() const {
  return run_ && server_options().contains("emulate-core");
}

unsigned Evidence::cores() const {
  if (!run_) return 0;
  const auto cores = emulated() ? number_at(server_options(), "threads")
                                : number_at(summary().at("machine"), "cores");
  return static_cast<unsigned>(cores.value_or(0));
}

std::vector<Json> Evidence::points() const {
  std::vector<Json> points;
  for (const Json& row : summary().at("strategies")) {
    const Json& point = row.at("point");
    if (!lies_in(point, point_)) continue;
    if (std::find(points.begin(), points.end(), point) == points.end()) points.push_back(point);
  }
  return points;
}

const Json& Evidence::row(const std::string& name) const {
  const Json& found = found_row(name);
  const double busy = number_at(found.value("flags", Json()), "machine-busy").value_or(0);
  const double runs = number_at(found, "runs").value_or(0);
  if (emulated() && busy > runs / 2) {
    throw CannotTell(fmt::format("the machine was too busy to emulate cores in {} of {} runs of {}",
                                 busy, runs, name));
  }
  return found;
}

const Json& Evidence::found_row(const std::string& name) const {
  const Json* found = nullptr;
  for (const Json& row : summary().at("strategies")) {
    const auto own = row.at("name").get<std::string>();
    if (label(own, row.at("point")) == name) return row;
    if (own != name || !lies_in(row.at("point"), point_)) continue;
    if (found != nullptr) {
      throw CannotTell(fmt::format("{} was measured at several points; choose one", name));
    }
    found = &row;
  }
  if (found == nullptr) throw CannotTell(fmt::format("{} was not measured", label(name, point_)));
  return *found;
}

std::vector<const MeasuredRun*> Evidence::runs_of(const Json& row) const {
  if (!run_->read) run_->runs = read_measured_runs(run_->finished.folder);
  run_->read = true;
  std::vector<const MeasuredRun*> runs;
  for (const MeasuredRun& run : run_->runs) {
    if (run.ok && run.name == row.at("name") && run.point == row.at("point")) runs.push_back(&run);
  }
  return runs;
}

}  // namespace dispatchbench::runner
