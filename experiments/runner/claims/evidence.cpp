#include "experiments/runner/claims/evidence.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace dispatchbench::runner {
namespace {

/// Whether `point` has every option as `wanted` has it.
bool lies_in(const Json& point, const Json& wanted) {
  const auto options = wanted.items();
  return std::all_of(options.begin(), options.end(), [&](const auto& option) {
    return point.contains(option.key()) && point.at(option.key()) == option.value();
  });
}

unsigned count_at(const Json& object, const char* key) {
  return static_cast<unsigned>(number_at(object, key).value_or(0));
}

}  // namespace

Evidence::Evidence(FinishedRun run) : run_(std::make_shared<Results>()) {
  run_->finished = std::move(run);
}

Evidence Evidence::at(const Json& point) const {
  Evidence narrowed = *this;
  narrowed.point_.update(point);
  return narrowed;
}

const Json& Evidence::machine() const {
  return run_->finished.summary.at("machine");
}

const std::filesystem::path& Evidence::folder() const {
  return run_->finished.folder;
}

unsigned Evidence::rounds() const {
  return run_ ? count_at(run_->finished.summary, "rounds") : 0;
}

unsigned Evidence::looks() const {
  if (!run_) return 1;
  const Json stopping = run_->finished.summary.value("stopping", Json());
  return stopping.is_null() ? 1 : static_cast<unsigned>(stopping.at("looks").size());
}

unsigned Evidence::comparisons() const {
  if (!run_) return 1;
  return std::max(1U, count_at(run_->finished.summary, "comparisons")) * looks();
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
  return emulated() ? count_at(server_options(), "threads") : count_at(machine(), "cores");
}

std::vector<Json> Evidence::points() const {
  std::vector<Json> points;
  if (!run_) return points;
  for (const Json& row : run_->finished.summary.at("strategies")) {
    const Json& point = row.at("point");
    if (!lies_in(point, point_)) continue;
    if (std::find(points.begin(), points.end(), point) == points.end()) points.push_back(point);
  }
  return points;
}

const Json& Evidence::found_row(const std::string& name, const Json& point) const {
  if (!run_) throw CannotTell("no results");
  const Json* found = nullptr;
  for (const Json& row : run_->finished.summary.at("strategies")) {
    if (row.at("name") != name || !lies_in(row.at("point"), point)) continue;
    if (found != nullptr) {
      throw CannotTell(fmt::format("{} was measured at several points; choose one", name));
    }
    found = &row;
  }
  if (found == nullptr) throw CannotTell(fmt::format("{} was not measured", label(name, point)));
  return *found;
}

RowEvidence Evidence::row(const std::string& name, const Json& at) const {
  Json point = point_;
  point.update(at);
  const Json& found = found_row(name, point);
  const unsigned busy = count_at(found.value("flags", Json()), "machine-busy");
  const unsigned runs = count_at(found, "runs");
  if (emulated() && 2 * busy > runs) {
    throw CannotTell(fmt::format("the machine was too busy to emulate cores in {} of {} runs of {}",
                                 busy, runs, label(name, found.at("point"))));
  }
  RowEvidence row{name,
                  found.at("point"),
                  count_at(found, "rounds"),
                  count_at(found, "failed"),
                  found.at("requests_per_second").at("values"),
                  found.at("bytes_per_second").at("values")};
  if (row.requests_per_second.empty()) {
    throw CannotTell(fmt::format("every run of {} failed", label(row.name, row.point)));
  }
  return row;
}

std::vector<const MeasuredRun*> Evidence::runs_of(const RowEvidence& row) const {
  if (!run_->read) run_->runs = read_runs(run_->finished.folder);
  run_->read = true;
  std::vector<const MeasuredRun*> runs;
  for (const MeasuredRun& run : run_->runs) {
    if (run.ok() && run.name == row.name && run.point == row.point) runs.push_back(&run);
  }
  return runs;
}

std::map<unsigned, std::vector<double>> Evidence::rates_by_round(const RowEvidence& row) const {
  std::map<unsigned, std::vector<double>> rates;
  for (const MeasuredRun* run : runs_of(row))
    rates[run->round].push_back(requests_per_second(*run));
  if (!rates.empty()) return rates;
  const auto& values = row.requests_per_second;
  if (row.failed > 0 || row.rounds == 0 || values.size() % row.rounds != 0) {
    throw CannotTell(fmt::format("a run of {} failed, and only the single runs say of which round",
                                 label(row.name, row.point)));
  }
  const std::size_t repeats = values.size() / row.rounds;
  for (std::size_t i = 0; i < values.size(); ++i) {
    rates[static_cast<unsigned>(i / repeats) + 1].push_back(values[i]);
  }
  return rates;
}

}  // namespace dispatchbench::runner
