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

Json part_of_spec(const FinishedRun& run, const char* part) {
  return run.manifest ? run.manifest->spec.value(part, Json::object()) : Json::object();
}

Json server_options(const FinishedRun& run) {
  return part_of_spec(run, "server");
}

bool emulates_cores(const FinishedRun& run) {
  const Json options = server_options(run), machine = part_of_spec(run, "machine");
  return options.contains("emulate-core") || options.contains("emulate-request") ||
         options.value("demand", Json()) == "emulate" ||
         (!machine.empty() && !machine.value("real", false));
}

}  // namespace

Evidence::Evidence(FinishedRun run) {
  auto runs = read_runs(run.folder);
  results_ = std::make_shared<const Results>(Results{std::move(run), std::move(runs)});
}

Evidence Evidence::at(const Json& point) const {
  Evidence narrowed = *this;
  narrowed.point_.update(point);
  return narrowed;
}

std::vector<Json> Evidence::points() const {
  std::vector<Json> points;
  for (const RowSummary& row : run().summary.rows) {
    const bool known = std::find(points.begin(), points.end(), row.point) != points.end();
    if (!known && lies_in(row.point, point_)) points.push_back(row.point);
  }
  return points;
}

const FinishedRun& Evidence::run() const {
  if (!results_) throw CannotTell("no results");
  return results_->finished;
}

Instrument Evidence::instrument() const {
  if (!results_) return Instrument::real;
  if (run().summary.simulated.value_or(false)) return Instrument::simulated;
  return emulates_cores(run()) ? Instrument::emulated : Instrument::real;
}

unsigned Evidence::cores() const {
  if (!results_) return 0;
  if (instrument() == Instrument::real) {
    return static_cast<unsigned>(run().summary.machine.hardware.cores.value_or(0));
  }
  const auto threads = number_at(server_options(run()), "threads");
  const auto cores = number_at(part_of_spec(run(), "machine"), "cores");
  return static_cast<unsigned>(cores.value_or(threads.value_or(0)));
}

unsigned Evidence::looks() const {
  const auto& stopping = run().summary.stopping;
  return stopping ? static_cast<unsigned>(stopping->looks.size()) : 1;
}

unsigned Evidence::comparisons() const {
  return std::max(1U, run().summary.comparisons) * looks();
}

const RowSummary& Evidence::row(const std::string& name, const Json& at) const {
  Json point = point_;
  point.update(at);
  const RowSummary* found = nullptr;
  for (const RowSummary& row : run().summary.rows) {
    if (row.name != name || !lies_in(row.point, point)) continue;
    if (found != nullptr) throw CannotTell(name + " was measured at several points; choose one");
    found = &row;
  }
  if (found == nullptr) throw CannotTell(label(name, point) + " was not measured");
  if (found->runs == 0) throw CannotTell("every run of " + found->label() + " failed");
  if (found->stopped) throw CannotTell(found->label() + " was stopped: " + *found->stopped);
  const auto busy = found->flags.find("machine-busy");
  if (instrument() == Instrument::emulated && busy != found->flags.end() &&
      2 * busy->second > found->runs) {
    throw CannotTell(fmt::format("the machine was too busy to emulate cores in {} of {} runs of {}",
                                 busy->second, found->runs, found->label()));
  }
  return *found;
}

std::vector<const MeasuredRun*> Evidence::runs_of(const RowSummary& row) const {
  std::vector<const MeasuredRun*> runs;
  for (const MeasuredRun& run : results_->runs) {
    if (run.ok() && run.name == row.name && run.point == row.point) runs.push_back(&run);
  }
  return runs;
}

std::map<unsigned, std::vector<double>> Evidence::by_round(const RowSummary& row,
                                                           const Metric& metric) const {
  std::map<unsigned, std::vector<double>> found;
  for (const MeasuredRun* run : runs_of(row)) {
    if (const auto value = metric.of(*run)) found[run->round].push_back(*value);
  }
  if (!found.empty()) return found;
  const auto& values = (row.*metric.sample).values;
  const bool known = values.size() == row.run_rounds.size();
  if (!known && (row.failed > 0 || row.rounds == 0 || values.size() % row.rounds != 0)) {
    throw CannotTell(fmt::format("a run of {} failed, and only the single runs say of which round",
                                 row.label()));
  }
  const std::size_t repeats = known ? 1 : values.size() / row.rounds;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto round = known ? row.run_rounds[i] : static_cast<unsigned>(i / repeats) + 1;
    found[round].push_back(values[i]);
  }
  return found;
}

}  // namespace dispatchbench::runner
